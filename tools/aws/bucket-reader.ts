import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';
import { statusOf, toAnalysisError } from './aws-errors.ts';
import { type Clients, createClients } from './clients.ts';
import type { AwsSource } from './source.ts';

/** A place in S3; nothing outside the prefix is listed or read. */
export interface BucketPlace {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

/** An object as S3 lists it. */
export interface BucketObject {
  readonly key: string;
  /** Changes whenever the content does. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** Reads objects of S3. @throws AnalysisError that names the IAM action, the bucket or the endpoint. */
export interface BucketReader {
  /** Every object under the prefix. @throws AnalysisError `bad-parameter` for more than {@link MOST_OBJECTS}. */
  list(signal: AbortSignal): Promise<readonly BucketObject[]>;
  /** Writes an object as it was listed to a file. @throws AnalysisError `unavailable` when it has changed since. */
  download(object: BucketObject, file: string, signal: AbortSignal): Promise<void>;
  /** The text of a small object. */
  readText(object: BucketObject, signal: AbortSignal): Promise<string>;
}

/** Most objects that a prefix is listed for: 38 months of daily deliveries in many files. */
const MOST_OBJECTS = 50_000;
/** Bytes of the largest object that is read as text. */
const LONGEST_TEXT = 4_000_000;

/** A reader of one place in S3, over a client that can do nothing but read. The SDK is loaded on first use. */
export function createBucketReader(source: AwsSource, place: BucketPlace): BucketReader {
  const clients = createClients(source);
  const refused = (error: unknown, operation: 'ListObjectsV2' | 'GetObject') =>
    explain(error, { operation, place, endpoint: source.endpoint ?? 'AWS' });
  const open = async (object: BucketObject, signal: AbortSignal) => {
    const { sdk, client } = await clients.s3();
    const command = new sdk.GetObjectCommand({
      Bucket: place.bucket,
      Key: object.key,
      IfMatch: object.etag,
    });
    const { Body } = await client.send(command, { abortSignal: signal });
    if (Body instanceof Readable) return Body;
    throw new AnalysisError('unavailable', 's3:GetObject gave an answer without content.');
  };
  return {
    list: (signal) =>
      listAll(clients, place, signal).catch((error: unknown) => {
        throw refused(error, 'ListObjectsV2');
      }),
    async download(object, file, signal) {
      try {
        const body = await open(object, signal);
        await pipeline(body, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
      } catch (error) {
        throw refused(error, 'GetObject');
      }
    },
    async readText(object, signal) {
      if (object.size > LONGEST_TEXT) throw tooLong(object);
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of await open(object, signal)) chunks.push(Buffer.from(chunk));
        return Buffer.concat(chunks).toString('utf8');
      } catch (error) {
        throw refused(error, 'GetObject');
      }
    },
  };
}

async function listAll(
  clients: Clients,
  { bucket, prefix }: BucketPlace,
  signal: AbortSignal,
): Promise<readonly BucketObject[]> {
  const { sdk, client } = await clients.s3();
  const input = { Bucket: bucket, Prefix: prefix };
  const found: BucketObject[] = [];
  let token: string | undefined;
  do {
    const command = new sdk.ListObjectsV2Command({
      ...input,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await client.send(command, { abortSignal: signal });
    for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined || ETag === undefined || LastModified === undefined) continue;
      found.push({ key: Key, etag: ETag, size: Size ?? 0, modified: LastModified });
    }
    if (found.length > MOST_OBJECTS) throw tooMany({ bucket, prefix });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

interface Refused {
  readonly operation: 'ListObjectsV2' | 'GetObject';
  readonly place: BucketPlace;
  readonly endpoint: string;
}

/** What S3 says of a bucket and of an object that changed, with the remedy; all else as for every service. */
function explain(error: unknown, { operation, place, endpoint }: Refused): AnalysisError {
  const name = isRecord(error) && typeof error['name'] === 'string' ? error['name'] : '';
  if (/^(NoSuchBucket|InvalidBucketName)$/.test(name)) {
    return new AnalysisError(
      'bad-parameter',
      `S3 has no bucket "${place.bucket}". Check its name.`,
      {
        cause: error,
      },
    );
  }
  if (statusOf(error) === 412 || name === 'NoSuchKey') {
    const message =
      'An object in S3 changed while it was read: it is being delivered anew. Ask again.';
    return new AnalysisError('unavailable', message, { cause: error });
  }
  const { bucket, prefix } = place;
  const iamAction =
    operation === 'ListObjectsV2'
      ? `s3:ListBucket on arn:aws:s3:::${bucket}`
      : `s3:GetObject on arn:aws:s3:::${bucket}/${prefix}* (and kms:Decrypt where the bucket has a key of its own)`;
  return toAnalysisError(error, { api: `s3:${operation}`, iamAction, endpoint });
}

function tooMany({ bucket, prefix }: BucketPlace): AnalysisError {
  return new AnalysisError(
    'bad-parameter',
    `More than ${MOST_OBJECTS} objects are under s3://${bucket}/${prefix}. Set the prefix of one export.`,
  );
}

function tooLong({ key }: BucketObject): AnalysisError {
  return new AnalysisError('unavailable', `${key.slice(-200)} is too long for a manifest.`);
}
