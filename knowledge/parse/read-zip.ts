import { Buffer } from 'node:buffer';
import type { Entry, ZipFile } from 'yauzl';
import { DocumentError } from './document-error.ts';

/** How much is unpacked. */
export interface ZipLimits {
  /** Entries of the archive. */
  readonly entries: number;
  /** Bytes of one entry, unpacked. */
  readonly bytes: number;
  /** Bytes of all entries together, unpacked. */
  readonly total: number;
}

/** What is unpacked of an archive unless less is asked for. */
export const ZIP_LIMITS: ZipLimits = { entries: 20_000, bytes: 20 * 2 ** 20, total: 2 ** 30 };

/** A file of an archive, or why it is not unpacked. */
export type ZipEntry =
  | { readonly path: string; readonly bytes: Uint8Array; readonly changedAt: number }
  | { readonly path: string; readonly problem: string };

/** Opens an archive, from a file or from memory. @throws {@link DocumentError} */
export async function openZip(source: string | Buffer): Promise<ZipFile> {
  const yauzl = await import('yauzl');
  try {
    return typeof source === 'string'
      ? await yauzl.openPromise(source)
      : await yauzl.fromBufferPromise(source);
  } catch {
    throw new DocumentError('It is broken or no zip archive: it cannot be read.');
  }
}

/**
 * The files of an archive, one at a time; folders and links are left out.
 * @param isWanted whether a file is worth unpacking
 * @throws {@link DocumentError} when the archive is broken, leads out of itself or is larger than the limits.
 */
export async function* readZip(
  archive: ZipFile,
  limits: ZipLimits,
  isWanted: (path: string) => boolean = () => true,
): AsyncGenerator<ZipEntry> {
  let total = 0;
  try {
    if (archive.entryCount > limits.entries) throw tooMany(archive.entryCount, limits);
    for await (const entry of archive.eachEntry()) {
      if (isLeftOut(entry) || !isWanted(entry.fileName)) continue;
      const read = await readEntry(archive, entry, limits);
      if ('bytes' in read) total += read.bytes.length;
      if (total > limits.total) throw tooLarge(limits);
      yield read;
    }
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    throw new DocumentError('The archive is broken, or a name in it leads out of it.');
  } finally {
    archive.close();
  }
}

async function readEntry(archive: ZipFile, entry: Entry, limits: ZipLimits): Promise<ZipEntry> {
  const path = entry.fileName;
  if (entry.isEncrypted()) return { path, problem: 'It is protected by a password.' };
  // The reader ends with an error where an entry holds more than it says.
  if (entry.uncompressedSize > limits.bytes) {
    return { path, problem: tooLargeFile(entry.uncompressedSize, limits.bytes) };
  }
  const parts: Uint8Array[] = [];
  for await (const part of await archive.openReadStreamPromise(entry)) parts.push(part);
  return { path, bytes: Buffer.concat(parts), changedAt: entry.getLastModDate().getTime() };
}

/** What is said of a file that is not read. */
export function tooLargeFile(bytes: number, most: number): string {
  return `It has ${megabytes(bytes)}, more than ${megabytes(most)}. Split it, or leave it out.`;
}

const LINK = 0o120_000;
const TYPE = 0o170_000;

function isLeftOut({ fileName, externalFileAttributes }: Entry): boolean {
  return fileName.endsWith('/') || ((externalFileAttributes >>> 16) & TYPE) === LINK;
}

function tooMany(entries: number, limits: ZipLimits): DocumentError {
  return new DocumentError(
    `The archive has ${entries} entries, more than ${limits.entries}. Split it.`,
  );
}

function tooLarge(limits: ZipLimits): DocumentError {
  return new DocumentError(
    `The archive unpacks to more than ${megabytes(limits.total)}. Split it.`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
