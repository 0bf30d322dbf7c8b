import type {
  GetBucketLifecycleConfigurationCommandOutput,
  LifecycleRule,
  S3,
} from '@aws-sdk/client-s3';
import { defineChange } from './aws-change.ts';
import { BUCKET, ownBucket, settingOr } from './bucket.ts';

const DAYS = 7;
const RULE: LifecycleRule = {
  ID: 'xops-abort-incomplete-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: DAYS },
};

/** S3 takes no more (S3 User Guide, "Lifecycle configuration elements"). */
const MOST_RULES = 1_000;

type Lifecycle = Pick<
  GetBucketLifecycleConfigurationCommandOutput,
  'Rules' | 'TransitionDefaultMinimumObjectSize'
>;

/** Adds a rule that ends uploads which were not completed in seven days (PutBucketLifecycleConfiguration); all other rules stay. */
export const abortIncompleteUploads = defineChange({
  ...BUCKET,
  id: 's3.abort-incomplete-uploads',
  description: `Ends multipart uploads to a bucket that were not completed in ${DAYS} days; other lifecycle rules stay.`,
  destructive: false,
  reads: ['s3:GetLifecycleConfiguration'],
  writes: ['s3:PutLifecycleConfiguration'],
  operations: [
    'GetBucketLifecycleConfiguration',
    'PutBucketLifecycleConfiguration',
    'DeleteBucketLifecycle',
  ],
  words: ({ bucket }) => `End uploads to ${bucket} that are incomplete after ${DAYS} days`,
  rollback: 'Take the rule away again; uploads that were ended stay so.',
  read: readLifecycle,
  isDone: (seen) => rulesOf(seen).some(endsUploads),
  obstacle: (seen) =>
    rulesOf(seen).length >= MOST_RULES ? 'It has as many rules as S3 takes.' : null,
  seenWords: (seen) =>
    `It has ${rulesOf(seen).length} lifecycle rules, none of which ends uploads.`,
  async change(s3, input, { seen }) {
    await putRules(s3, input, { ...seen, Rules: [...rulesOf(seen), RULE] });
    return `Uploads to ${input.bucket} end when they are incomplete after ${DAYS} days.`;
  },
  async undo(s3, input) {
    const now = await readLifecycle(s3, input);
    await putRules(s3, input, { ...now, Rules: rulesOf(now).filter(({ ID }) => ID !== RULE.ID) });
    return `The rule was taken from ${input.bucket}.`;
  },
  verifySeconds: 900,
});

type Input = Parameters<typeof ownBucket>[0];

async function readLifecycle(s3: S3, input: Input): Promise<Lifecycle | null> {
  return await settingOr<Lifecycle>(
    s3.getBucketLifecycleConfiguration(ownBucket(input)),
    'NoSuchLifecycleConfiguration',
    { Rules: [] },
  );
}

/** All rules at once: S3 knows no other way. */
async function putRules(s3: S3, input: Input, lifecycle: Lifecycle): Promise<void> {
  const { Rules = [], TransitionDefaultMinimumObjectSize: size } = lifecycle;
  if (Rules.length === 0) {
    await s3.deleteBucketLifecycle(ownBucket(input));
    return;
  }
  await s3.putBucketLifecycleConfiguration({
    ...ownBucket(input),
    LifecycleConfiguration: { Rules },
    ...(size !== undefined && { TransitionDefaultMinimumObjectSize: size }),
  });
}

function rulesOf(seen: Lifecycle | null): readonly LifecycleRule[] {
  return seen?.Rules ?? [];
}

/** Of the whole bucket: one for a prefix leaves the rest. */
function endsUploads({ Status, Filter, Prefix, AbortIncompleteMultipartUpload }: LifecycleRule) {
  const whole = (Filter?.Prefix ?? Prefix ?? '') === '' && !Filter?.And && !Filter?.Tag;
  return Status === 'Enabled' && whole && AbortIncompleteMultipartUpload !== undefined;
}
