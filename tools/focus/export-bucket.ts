import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { BucketObject, BucketPlace, BucketReader } from '../aws/bucket-reader.ts';
import { manifestKeys, newestDelivery, type Partition, partitionsOf } from './choose-objects.ts';
import type { DownloadCache } from './download-cache.ts';
import { type ExportFiles, formatOf } from './export-files.ts';
import type { FocusMonths } from './focus-months.ts';

/** Which files of a bucket. */
interface BucketQuery {
  /** A file or a folder below the configured prefix; `.` is all of it. */
  readonly wanted: string;
  /** Months that are not asked for are not downloaded; null means all. */
  readonly months: FocusMonths | null;
  readonly signal: AbortSignal;
}

/** FOCUS exports in S3. */
export interface ExportBucket {
  /** Downloads what is asked for and not kept yet. @throws AnalysisError that says what is wrong and what to do. */
  fetch(query: BucketQuery): Promise<ExportFiles>;
}

/** What exports in S3 are read with. */
export interface ExportBucketPorts {
  readonly place: BucketPlace;
  readonly reader: BucketReader;
  readonly cache: DownloadCache;
}

const MOST_FILES = 10_000;
const TIMEOUT_MS = 15 * 60_000;

/** Exports below a prefix of a bucket. */
export function createExportBucket(ports: ExportBucketPorts): ExportBucket {
  return {
    async fetch({ wanted, months, signal }) {
      const prefix = keyOf(ports.place, wanted);
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const either = AbortSignal.any([signal, timeout]);
      try {
        const objects = await choose(ports, { prefix, months, signal: either });
        const { format } = formatOf(
          objects.map(({ key }) => key),
          wanted,
        );
        const files = await ports.cache.fetch(objects, either);
        return { format, files, writtenAt: newestOf(objects) };
      } catch (error) {
        signal.throwIfAborted();
        throw timeout.aborted ? tooSlow() : error;
      }
    },
  };
}

/** The key, or the beginning of keys, that is asked for. @throws AnalysisError for what is outside the prefix. */
function keyOf({ bucket, prefix }: BucketPlace, wanted: string): string {
  const own = `s3://${bucket}/${prefix}`;
  const relative = `${wanted}/`.startsWith(own) ? wanted.slice(own.length) : wanted;
  const segments = relative.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..') || relative.startsWith('/') || /^s3:/i.test(relative)) {
    throw refuse(
      `"${shown(wanted)}" is outside ${own}, where focus.exports (XOPS_FOCUS_EXPORTS) is.`,
    );
  }
  if (/[*?[\]{}]/.test(relative)) {
    throw refuse('Patterns are for folders on this machine. Name a file or a folder, and months.');
  }
  return `${prefix}${segments.join('/')}`;
}

interface Choice {
  readonly prefix: string;
  readonly months: FocusMonths | null;
  readonly signal: AbortSignal;
}

async function choose(
  ports: ExportBucketPorts,
  { prefix, months, signal }: Choice,
): Promise<readonly BucketObject[]> {
  const partitions = partitionsOf(await ports.reader.list(signal), months);
  const chosen: BucketObject[] = [];
  for (const partition of ofOneExport(partitions, prefix)) {
    const files = isDeeper(prefix) ? partition.files : await deliveryOf(partition, ports, signal);
    chosen.push(...files.filter(({ key }) => isBelow(key, prefix)));
  }
  if (chosen.length === 0) {
    const when = months === null ? '' : ` for ${months.label}`;
    throw refuse(
      `No Parquet or CSV file${when} is at s3://${ports.place.bucket}/${shown(prefix)}.`,
    );
  }
  if (chosen.length > MOST_FILES) throw refuse(`More than ${MOST_FILES} files; name fewer.`);
  return chosen;
}

/** True for what names a file or one delivery within a month: then nothing is chosen in its place. */
function isDeeper(prefix: string): boolean {
  return /(?:^|\/)data\/billing_period=\d{4}-\d{2}\/./i.test(prefix);
}

async function deliveryOf(
  partition: Partition,
  { place, reader }: ExportBucketPorts,
  signal: AbortSignal,
): Promise<readonly BucketObject[]> {
  const { manifest } = partition;
  if (manifest === null) return newestDelivery(partition, null);
  const text = await reader.readText(manifest, signal);
  return newestDelivery(partition, manifestKeys(text, place.bucket));
}

/** Two exports of one organization hold the same charges, and would be summed. */
function ofOneExport(partitions: readonly Partition[], prefix: string): readonly Partition[] {
  const asked = partitions.filter(({ files }) => files.some(({ key }) => isBelow(key, prefix)));
  const roots = [
    ...new Set(asked.map(({ root, month }) => (month === null ? 'other files' : root))),
  ];
  if (roots.length < 2) return asked;
  throw refuse(
    `Several exports are there and would be counted twice: ${roots.slice(0, 5).map(shown).join(', ')}. Name one as the source.`,
  );
}

function isBelow(key: string, prefix: string): boolean {
  return prefix === '' || prefix.endsWith('/')
    ? key.startsWith(prefix)
    : key === prefix || key.startsWith(`${prefix}/`);
}

function newestOf(objects: readonly BucketObject[]): string {
  return new Date(Math.max(...objects.map(({ modified }) => modified.getTime()))).toISOString();
}

function tooSlow(): AnalysisError {
  return new AnalysisError(
    'unavailable',
    'The export could not be downloaded within 15 minutes. Ask again: what has arrived is kept.',
  );
}

function shown(wanted: string): string {
  return wanted.slice(0, 100);
}

function refuse(message: string): AnalysisError {
  return new AnalysisError('bad-parameter', message);
}
