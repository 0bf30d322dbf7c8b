import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Duckdb } from './duckdb.ts';

/** The files of an export, all of one format. */
export interface ExportFiles {
  readonly format: 'parquet' | 'csv';
  /** Absolute paths without links, sorted. */
  readonly files: readonly string[];
  /** When the newest of them was written, ISO 8601. */
  readonly writtenAt: string;
}

const MOST_FILES = 10_000;
const FORMATS = [
  { format: 'parquet', ending: /\.parquet$/i },
  { format: 'csv', ending: /\.csv(\.gz)?$/i },
] as const;

/**
 * Finds the files that a path, a folder or a pattern (`2026/*.parquet`, `**` for folders) names within the configured folder.
 * @throws AnalysisError `bad-parameter` for what is outside, not there, or of mixed formats.
 */
export async function findExportFiles(
  database: Duckdb,
  place: { readonly folder: string; readonly wanted: string },
): Promise<ExportFiles> {
  const folder = await realpath(place.folder).catch(() => null);
  if (folder === null) {
    throw refuse(
      `The folder of FOCUS exports cannot be read. Check focus.exports (XOPS_FOCUS_EXPORTS).`,
    );
  }
  const target = path.resolve(folder, place.wanted);
  if (!isWithin(folder, target)) throw outside(place.wanted);
  const named = await listNamed(database, target);
  const files = await Promise.all(named.slice(0, MOST_FILES).map((file) => realpath(file)));
  if (files.some((file) => !isWithin(folder, file))) throw outside(place.wanted);
  if (named.length > MOST_FILES) throw refuse(`More than ${MOST_FILES} files; name fewer.`);
  const found = ofOneFormat(files, place.wanted);
  return { ...found, writtenAt: await newestOf(found.files) };
}

async function newestOf(files: readonly string[]): Promise<string> {
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtime.getTime()));
  return new Date(Math.max(...times)).toISOString();
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

async function listNamed(database: Duckdb, target: string): Promise<readonly string[]> {
  const found = await stat(target).catch(() => null);
  if (found?.isFile()) return [target];
  return found?.isDirectory() ? await listBelow(target) : await expand(database, target);
}

async function listBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => !entry.isDirectory() && FORMATS.some(({ ending }) => ending.test(entry.name)),
    )
    .map((entry) => path.join(entry.parentPath, entry.name));
}

async function expand({ connection }: Duckdb, pattern: string): Promise<readonly string[]> {
  const sql = `SELECT file FROM glob($1::VARCHAR) LIMIT ${MOST_FILES + 1}`;
  const answer = await connection.runAndReadAll(sql, [pattern]);
  return answer.getRows().map(([file]) => String(file));
}

function ofOneFormat(files: readonly string[], wanted: string): Omit<ExportFiles, 'writtenAt'> {
  if (files.length === 0) {
    throw refuse(`No Parquet or CSV file is at "${shown(wanted)}" in the folder of FOCUS exports.`);
  }
  const special = files.find((file) => /[*?[\]{}]/.test(path.basename(file)));
  if (special !== undefined) {
    throw refuse(
      `The name of ${path.basename(special)} would be read as a pattern. Rename the file.`,
    );
  }
  return { ...formatOf(files, wanted), files: files.toSorted() };
}

/** The one format of files, by the endings of their names. @throws AnalysisError `bad-parameter` for several. */
export function formatOf(files: readonly string[], wanted: string): Pick<ExportFiles, 'format'> {
  for (const { format, ending } of FORMATS) {
    if (files.every((file) => ending.test(file))) return { format };
  }
  throw refuse(
    `"${shown(wanted)}" names other files than Parquet, or than CSV. Name files of one format.`,
  );
}

function outside(wanted: string): AnalysisError {
  return refuse(
    `"${shown(wanted)}" is outside the folder of FOCUS exports. Move the files there, or set focus.exports (XOPS_FOCUS_EXPORTS).`,
  );
}

function shown(wanted: string): string {
  return wanted.slice(0, 100);
}

function refuse(message: string): AnalysisError {
  return new AnalysisError('bad-parameter', message);
}
