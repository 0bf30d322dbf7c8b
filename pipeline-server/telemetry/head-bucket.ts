import type { HeadPlace, PublishedHead } from './publish-head.ts';

/** A bucket with Object Lock that keeps heads. */
export interface HeadBucketOptions {
  readonly bucket: string;
  readonly retainDays: number;
  /** Instead of AWS's own address. */
  readonly endpoint: string | null;
}

const DAY_MS = 86_400_000;

/**
 * Puts each head into an object of its own that nobody can change or delete before its time (`ObjectLockMode: COMPLIANCE`). S3
 * refuses it in a bucket without Object Lock. The SDK is imported on first use.
 */
export function createHeadBucket({ bucket, retainDays, endpoint }: HeadBucketOptions): HeadPlace {
  let opened: ReturnType<typeof openClient> | null = null;
  return {
    id: 's3',
    async put(head, abortSignal) {
      opened ??= openClient(endpoint);
      const { sdk, client } = await opened;
      const command = new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(head),
        Body: `${JSON.stringify(head)}\n`,
        ContentType: 'application/json',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date(Date.parse(head.at) + retainDays * DAY_MS),
      });
      await client.send(command, { abortSignal });
    },
  };
}

/** In the order of time, a folder for each day. */
function keyOf({ at, sequence }: PublishedHead): string {
  return `xops-audit/${at.slice(0, 10)}/${String(sequence).padStart(15, '0')}.json`;
}

async function openClient(endpoint: string | null) {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    followRegionRedirects: true,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
  });
  return { sdk, client };
}
