import { Type } from 'typebox';
import type { ActionTarget } from '../../../contracts/plan.ts';
import { codeOf } from './aws-words.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** What changes of one bucket are told. */
const BUCKET_ARGUMENTS = Type.Object(
  { ...PLACE, bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' }) },
  EXACT,
);

type Input = Type.Static<typeof BUCKET_ARGUMENTS>;

/** What changes of one bucket have in common. Its owner is checked by S3, so that no other account's bucket is changed. */
export const BUCKET = {
  service: 's3',
  arguments: BUCKET_ARGUMENTS,
  types: ['AWS::S3::Bucket'],
  argumentsOf: ({ resourceId }: ActionTarget) => ({
    bucket: resourceId.replace(/^arn:aws:s3:::/, ''),
  }),
  arns: ({ bucket }: Input) => [`arn:aws:s3:::${bucket}`],
} as const;

/** A bucket, with the account that must own it. */
export function ownBucket({ bucket, accountId }: Input) {
  return { Bucket: bucket, ExpectedBucketOwner: accountId };
}

/**
 * An answer about a setting of a bucket, `otherwise` where it was never set, and null where there is no bucket.
 * @throws what else went wrong
 */
export async function settingOr<T>(
  asked: Promise<T>,
  missing: string,
  otherwise: T,
): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (codeOf(error) === missing) return otherwise;
    if (codeOf(error) === 'NoSuchBucket') return null;
    throw error;
  }
}
