import type { GetBucketVersioningCommandOutput, S3 } from '@aws-sdk/client-s3';
import { defineChange } from './aws-change.ts';
import { BUCKET, ownBucket, settingOr } from './bucket.ts';

/** Keeps old versions of a bucket's objects (PutBucketVersioning). From then on old versions are billed. */
export const enableVersioning = defineChange({
  ...BUCKET,
  id: 's3.enable-versioning',
  description: 'Keeps old versions of the objects of a bucket; they are billed like objects.',
  destructive: false,
  reads: ['s3:GetBucketVersioning'],
  writes: ['s3:PutBucketVersioning'],
  words: ({ bucket }) => `Keep old versions in the bucket ${bucket}`,
  rollback: 'Suspend it: versions that were made stay.',
  read: async (s3: S3, input): Promise<Pick<GetBucketVersioningCommandOutput, 'Status'> | null> =>
    await settingOr<Pick<GetBucketVersioningCommandOutput, 'Status'>>(
      s3.getBucketVersioning(ownBucket(input)),
      '',
      {},
    ),
  isDone: (seen) => seen?.Status === 'Enabled',
  obstacle: () => null,
  seenWords: ({ Status }) => `Versioning is ${Status === undefined ? 'off' : 'suspended'}.`,
  async change(s3, input) {
    await s3.putBucketVersioning({
      ...ownBucket(input),
      VersioningConfiguration: { Status: 'Enabled' },
    });
    return `${input.bucket} keeps old versions from now on.`;
  },
  async undo(s3, input) {
    await s3.putBucketVersioning({
      ...ownBucket(input),
      VersioningConfiguration: { Status: 'Suspended' },
    });
    return `${input.bucket} keeps no new versions; those that were made stay.`;
  },
  verifySeconds: 900,
});
