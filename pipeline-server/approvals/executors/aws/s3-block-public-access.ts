import type { PublicAccessBlockConfiguration, S3 } from '@aws-sdk/client-s3';
import { defineChange } from './aws-change.ts';
import { BUCKET, ownBucket, settingOr } from './bucket.ts';

const ALL = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

/** A bucket's block, and what would be cut off by a whole one. */
interface SeenBlock {
  readonly block: PublicAccessBlockConfiguration;
  readonly isWebsite: boolean;
}

/** Blocks all public access to a bucket (PutPublicAccessBlock). A bucket that serves a website is left. */
export const blockPublicAccess = defineChange({
  ...BUCKET,
  id: 's3.block-public-access',
  description: 'Blocks all public access to a bucket. One that serves a website is left as it is.',
  destructive: false,
  reads: ['s3:GetBucketPublicAccessBlock', 's3:GetBucketWebsite'],
  writes: ['s3:PutBucketPublicAccessBlock'],
  operations: [
    'GetPublicAccessBlock',
    'GetBucketWebsite',
    'PutPublicAccessBlock',
    'DeletePublicAccessBlock',
  ],
  words: ({ bucket }) => `Block public access to the bucket ${bucket}`,
  rollback: 'Set the block that was there before.',
  read: readBlock,
  isDone: (seen) => seen !== null && missingOf(seen).length === 0,
  obstacle: ({ isWebsite }) => (isWebsite ? 'It serves a website, which would not be seen.' : null),
  seenWords: (seen) => `It lacks ${missingOf(seen).join(', ')}.`,
  async change(s3, input, { seen, facts }) {
    facts['before'] = Object.fromEntries(
      Object.entries(seen.block).map(([name, isSet]) => [name, isSet === true] as const),
    );
    await s3.putPublicAccessBlock({
      ...ownBucket(input),
      PublicAccessBlockConfiguration: ALL,
    });
    return `All public access to ${input.bucket} is blocked.`;
  },
  async undo(s3, input, { facts }) {
    const before = facts['before'] as PublicAccessBlockConfiguration | undefined;
    if (before === undefined) throw new Error('The block that was there before was not kept.');
    const wasSet = Object.keys(before).length > 0;
    if (!wasSet) await s3.deletePublicAccessBlock(ownBucket(input));
    else {
      await s3.putPublicAccessBlock({
        ...ownBucket(input),
        PublicAccessBlockConfiguration: before,
      });
    }
    return `${input.bucket} has the block that it had before.`;
  },
  verifySeconds: 60,
});

async function readBlock(
  s3: S3,
  input: Parameters<typeof ownBucket>[0],
): Promise<SeenBlock | null> {
  const owned = ownBucket(input);
  const none = { PublicAccessBlockConfiguration: {} };
  const found = await settingOr<{
    readonly PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration | undefined;
  }>(s3.getPublicAccessBlock(owned), 'NoSuchPublicAccessBlockConfiguration', none);
  if (found === null) return null;
  const website = await settingOr<object | null>(
    s3.getBucketWebsite(owned),
    'NoSuchWebsiteConfiguration',
    null,
  );
  return { block: found.PublicAccessBlockConfiguration ?? {}, isWebsite: website !== null };
}

function missingOf({ block }: SeenBlock): readonly string[] {
  return (Object.keys(ALL) as (keyof typeof ALL)[]).filter((name) => block[name] !== true);
}
