import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { type CheckedExport, checkExport } from './check-export.ts';
import { type Duckdb, openDuckdb, shutIn } from './duckdb.ts';
import { duckdbMessage } from './duckdb-message.ts';
import type { ExportBucket } from './export-bucket.ts';
import { type ExportFiles, findExportFiles } from './export-files.ts';
import { createExportViews } from './export-views.ts';
import type { FocusMonths } from './focus-months.ts';
import { type QueryAnswer, type QueryBounds, queryFocus } from './focus-query.ts';
import type { FocusRow } from './focus-row.ts';
import { createFocusTable } from './focus-table.ts';

/** Data that questions can be asked of in SQL; the table is named `focus`. Close it after use. */
export interface FocusData {
  /** One read-only SELECT. @throws AnalysisError that says what is wrong and what to do. */
  query(sql: string, bounds: QueryBounds): Promise<QueryAnswer>;
  close(): void;
}

/** A FOCUS export of one's own. */
export interface FocusExport extends FocusData {
  /** How many files it is made of. */
  readonly files: number;
  /** When the newest of them was written, ISO 8601. */
  readonly writtenAt: string;
  /** Checks the files as they are, all months of them. */
  check(signal: AbortSignal): Promise<CheckedExport>;
}

/** Where exports are: a folder of this machine, or a place in S3. */
export type ExportFolder = string | ExportBucket;

/** Which files, and which months of them. */
export interface ExportQuery {
  /** What is configured; nothing outside is read. */
  readonly folder: ExportFolder;
  /** A file, a folder or, on this machine, a pattern within it. */
  readonly wanted: string;
  /** Null means all. */
  readonly months: FocusMonths | null;
  readonly signal: AbortSignal;
}

/** Opens rows that are in memory for questions. */
export async function openFocusRows(rows: readonly FocusRow[]): Promise<FocusData> {
  const database = await openDuckdb();
  try {
    await createFocusTable(database, rows);
    await shutIn(database, []);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    query: (sql, bounds) => queryFocus(database, sql, bounds),
    close: () => database.close(),
  };
}

/**
 * Tries a query on no rows, so that one that is refused or does not fit the columns costs no request to AWS.
 * @throws AnalysisError as {@link FocusData.query} does.
 */
export async function tryFocusQuery(sql: string, bounds: QueryBounds): Promise<void> {
  const nothing = await openFocusRows([]);
  try {
    await nothing.query(sql, bounds);
  } finally {
    nothing.close();
  }
}

/**
 * Opens a FOCUS export, Parquet or CSV, for questions. Files are read as they are asked for; those in S3 are
 * downloaded first, where they have changed since.
 * @throws AnalysisError `bad-parameter` for files outside the folder, absent, unreadable, or of mixed formats.
 */
export async function openFocusExport(query: ExportQuery): Promise<FocusExport> {
  const database = await openDuckdb();
  try {
    const found = await findFiles(database, query);
    const columns = await createExportViews(database, found, query.months).catch(
      (error: unknown) => {
        throw unreadable(error);
      },
    );
    await shutIn(database, found.files);
    return {
      files: found.files.length,
      writtenAt: found.writtenAt,
      query: (sql, bounds) => queryFocus(database, sql, bounds),
      check: (signal) => checkExport(database, columns, signal),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function findFiles(database: Duckdb, query: ExportQuery): Promise<ExportFiles> {
  const { folder, wanted, months, signal } = query;
  return typeof folder === 'string'
    ? await findExportFiles(database, { folder, wanted })
    : await folder.fetch({ wanted, months, signal });
}

function unreadable(error: unknown): unknown {
  if (error instanceof AnalysisError) return error;
  return new AnalysisError(
    'bad-parameter',
    `The files cannot be read as a FOCUS export (${duckdbMessage(error).text}). Check that they are complete Parquet or CSV files.`,
    { cause: error },
  );
}
