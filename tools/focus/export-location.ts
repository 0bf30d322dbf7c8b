import type { BucketPlace } from '../aws/bucket-reader.ts';

/** S3's rules for names of buckets, in short. */
const LOCATION = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/** True for what is meant as a place in S3. */
export function isInS3(exports: string): boolean {
  return /^s3:/i.test(exports);
}

/** The place that `s3://bucket/prefix` names; null where it is not so written. */
export function exportLocation(exports: string): BucketPlace | null {
  const [, bucket, path = ''] = LOCATION.exec(exports) ?? [];
  if (bucket === undefined) return null;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment === '..' || segment === '.' || /[*?]/.test(segment)))
    return null;
  return { bucket, prefix: segments.map((segment) => `${segment}/`).join('') };
}
