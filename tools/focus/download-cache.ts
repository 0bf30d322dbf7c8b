import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { BucketObject, BucketReader } from '../aws/bucket-reader.ts';
import { createLimiter } from '../aws/concurrency.ts';

/** Where objects are kept, and how much of them. */
export interface DownloadCacheOptions {
  readonly folder: string;
  /** Most bytes that the folder takes. */
  readonly maximumBytes: number;
  readonly reader: Pick<BucketReader, 'download'>;
}

/** Objects of S3 as files: what was read once and has not changed is not read again. */
export interface DownloadCache {
  /** @returns their files, in the same order. @throws AnalysisError when they do not fit, or S3 refuses. */
  fetch(objects: readonly BucketObject[], signal: AbortSignal): Promise<readonly string[]>;
}

const AT_ONE_TIME = 4;
/** A file that was asked for within this time may be open in a query, of another process too. */
const IN_USE_MS = 15 * 60_000;

interface KeptFile {
  readonly file: string;
  readonly size: number;
  readonly usedMs: number;
}

/** A cache whose files are named by key and etag, so that a file never changes; whole files only. */
export function createDownloadCache(options: DownloadCacheOptions): DownloadCache {
  const { folder } = options;
  return {
    async fetch(objects, signal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const files = objects.map((object) => ({ object, file: path.join(folder, nameOf(object)) }));
      const missing = [];
      for (const entry of files) if (!(await isKept(entry.file, entry.object))) missing.push(entry);
      await makeRoom(options, files, bytesOf(missing.map(({ object }) => object)));
      await downloadAll(options.reader, missing, signal);
      return files.map(({ file }) => file);
    },
  };
}

interface Wanted {
  readonly object: BucketObject;
  readonly file: string;
}

/** Letters and digits only: DuckDB would read other signs as a pattern. */
function nameOf({ key, etag }: BucketObject): string {
  const [ending = ''] = /\.(?:parquet|csv|csv\.gz)$/i.exec(key) ?? [];
  return `${createHash('sha256').update(`${key}\n${etag}`).digest('hex')}${ending.toLowerCase()}`;
}

/** True when the whole object is there; it then counts as used now. */
async function isKept(file: string, { size }: BucketObject): Promise<boolean> {
  const kept = await stat(file).catch(() => null);
  if (kept?.size !== size) return false;
  const now = new Date();
  await utimes(file, now, now);
  return true;
}

function bytesOf(objects: readonly { readonly size: number }[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

/** Removes files that were not used for longest until the missing ones fit; halves of broken downloads too. */
async function makeRoom(
  { folder, maximumBytes }: DownloadCacheOptions,
  wanted: readonly Wanted[],
  needed: number,
): Promise<void> {
  const total = bytesOf(wanted.map(({ object }) => object));
  if (total > maximumBytes) throw tooMuch(total, maximumBytes);
  const kept = await listKept(folder);
  let room = maximumBytes - bytesOf(kept) - needed;
  for (const { file, size, usedMs } of kept) {
    if (room >= 0 || Date.now() - usedMs < IN_USE_MS) break;
    await rm(file, { force: true });
    room += size;
  }
  if (room < 0) throw inUse(maximumBytes);
}

/** What is in the folder, not used for longest first. */
async function listKept(folder: string): Promise<readonly KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null) kept.push({ file, size: found.size, usedMs: found.mtimeMs });
  }
  return kept.toSorted((one, other) => one.usedMs - other.usedMs);
}

/** All of them, a few at a time; the first that fails stops the others. */
async function downloadAll(
  reader: Pick<BucketReader, 'download'>,
  missing: readonly Wanted[],
  signal: AbortSignal,
): Promise<void> {
  const limiter = createLimiter(AT_ONE_TIME);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const downloads = missing.map((entry) =>
    limiter(() => downloadOne(reader, entry, either)).catch((error: unknown) => stop.abort(error)),
  );
  await Promise.all(downloads);
  signal.throwIfAborted();
  stop.signal.throwIfAborted();
}

/** Downloads beside the file and renames: nobody sees half of one. */
async function downloadOne(
  reader: Pick<BucketReader, 'download'>,
  { object, file }: Wanted,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const part = `${file}.${randomUUID()}.part`;
  try {
    await reader.download(object, part, signal);
    const { size } = await stat(part);
    if (size !== object.size) throw incomplete(object, size);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

function incomplete({ size }: BucketObject, got: number): AnalysisError {
  return new AnalysisError(
    'unavailable',
    `S3 gave ${got} of ${size} bytes of a file of the export. Ask again.`,
  );
}

function tooMuch(total: number, maximum: number): AnalysisError {
  return new AnalysisError(
    'bad-parameter',
    `These files are ${megabytes(total)} MB, more than the ${megabytes(maximum)} MB that are kept of exports. Ask for fewer months, or raise focus.cacheMegabytes (XOPS_FOCUS_CACHE_MEGABYTES).`,
  );
}

function inUse(maximum: number): AnalysisError {
  return new AnalysisError(
    'unavailable',
    `The ${megabytes(maximum)} MB that are kept of exports are in use by other questions. Ask again in 15 minutes, or raise focus.cacheMegabytes (XOPS_FOCUS_CACHE_MEGABYTES).`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}
