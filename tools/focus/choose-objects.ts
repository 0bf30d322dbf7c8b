import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { BucketObject } from '../aws/bucket-reader.ts';
import type { FocusMonths } from './focus-months.ts';

/** Objects of one month of one export, as AWS Data Exports lays them out (user guide, "Understanding export delivery"). */
export interface Partition {
  /** The export's own prefix, with a slash at its end. */
  readonly root: string;
  /** `2026-10`; null for files that are laid out otherwise. */
  readonly month: string | null;
  /** Data files, those of older deliveries among them. */
  readonly files: readonly BucketObject[];
  /** The newest manifest; null where there is none. */
  readonly manifest: BucketObject | null;
}

const DATA_FILE = /\.(?:parquet|csv|csv\.gz)$/i;
/** AWS writes `BILLING_PERIOD=` and, for FOCUS, `billing_period=`. */
const DATA = /^(.*?)data\/billing_period=(\d{4}-\d{2})\//i;
const METADATA = /^(.*?)metadata\/billing_period=(\d{4}-\d{2})\/.*manifest\.json$/i;

/** Puts the objects of a listing into months, leaving out months that are not asked for. */
export function partitionsOf(
  objects: readonly BucketObject[],
  months: FocusMonths | null,
): readonly Partition[] {
  const manifests = newestManifests(objects);
  const groups = new Map<string, BucketObject[]>();
  for (const object of objects.filter(({ key }) => DATA_FILE.test(key))) {
    const key = partitionKey(DATA.exec(object.key));
    groups.set(key, [...(groups.get(key) ?? []), object]);
  }
  return [...groups]
    .map(([key, files]) => {
      const [root = '', month = ''] = key.split('\n');
      const named = month === '' ? null : month;
      return { root, month: named, files, manifest: manifests.get(key) ?? null };
    })
    .filter(({ month }) => month === null || months === null || isAsked(month, months));
}

function partitionKey(match: RegExpExecArray | null): string {
  const [, root = '', month = ''] = match ?? [];
  return `${root}\n${month}`;
}

function newestManifests(objects: readonly BucketObject[]): ReadonlyMap<string, BucketObject> {
  const manifests = objects.filter(({ key }) => METADATA.test(key)).toSorted(byAge);
  return new Map(manifests.map((object) => [partitionKey(METADATA.exec(object.key)), object]));
}

function byAge(one: BucketObject, other: BucketObject): number {
  return one.modified.getTime() - other.modified.getTime();
}

function isAsked(month: string, { start, end }: FocusMonths): boolean {
  const first = `${month}-01`;
  return first >= start && first < end;
}

/**
 * The files of the newest delivery: those that the manifest names, or without one those of the folder that was written
 * last. Others are older deliveries of the same charges, which would count twice.
 * @throws AnalysisError `unavailable` when a file that the manifest names is not there (yet).
 */
export function newestDelivery(
  { files, month }: Partition,
  named: readonly string[] | null,
): readonly BucketObject[] {
  if (named === null) return month === null ? files : lastWritten(files);
  const byKey = new Map(files.map((file) => [file.key, file]));
  return named.map((key) => {
    const file = byKey.get(key);
    if (file !== undefined) return file;
    throw new AnalysisError(
      'unavailable',
      `The manifest of ${month ?? 'the export'} names a file that is not there: the export is being delivered. Ask again in some minutes.`,
    );
  });
}

function lastWritten(files: readonly BucketObject[]): readonly BucketObject[] {
  const newest = files.toSorted(byAge).at(-1);
  return files.filter(({ key }) => newest !== undefined && folderOf(key) === folderOf(newest.key));
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/**
 * The keys that a manifest names under `dataFiles`, as `s3://bucket/key` or as keys.
 * @throws AnalysisError `unavailable` for what is no manifest of an export.
 */
export function manifestKeys(text: string, bucket: string): readonly string[] {
  const names = dataFiles(text);
  const own = `s3://${bucket}/`;
  const keys = names.map((name) => (name.startsWith(own) ? name.slice(own.length) : name));
  if (keys.length > 0) return [...new Set(keys)];
  throw new AnalysisError(
    'unavailable',
    'The manifest of the export names no data files (dataFiles). Check that AWS Data Exports wrote it.',
  );
}

function dataFiles(text: string): readonly string[] {
  try {
    const { dataFiles: names } = JSON.parse(text) as { readonly dataFiles?: unknown };
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
