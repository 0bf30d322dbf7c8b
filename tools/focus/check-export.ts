import type { DuckDBConnection } from '@duckdb/node-api';
import { createFocusCheck, type FocusProblem } from './check-focus.ts';
import type { Duckdb } from './duckdb.ts';
import { checkedColumn, type ExportColumn } from './export-views.ts';
import { toQueryError } from './query-error.ts';

/** What a check of an export found. */
export interface CheckedExport {
  readonly problems: readonly FocusProblem[];
  /** Rows that were checked. */
  readonly rows: number;
  /** True when there were more. */
  readonly truncated: boolean;
}

/** Rows that a check looks at; each is 57 values. */
const MOST_CHECKED = 200_000;

/**
 * Checks the rows of the view `export_files`, as they stream by.
 * @throws AnalysisError when the files cannot be read to the end; the signal's reason when it aborts.
 */
export async function checkExport(
  { instance }: Duckdb,
  columns: readonly ExportColumn[],
  signal: AbortSignal,
): Promise<CheckedExport> {
  const connection = await instance.connect();
  try {
    return await checkRows(connection, columns, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw toQueryError(error);
  } finally {
    connection.closeSync();
  }
}

async function checkRows(
  connection: DuckDBConnection,
  columns: readonly ExportColumn[],
  signal: AbortSignal,
): Promise<CheckedExport> {
  const check = createFocusCheck(columns.map(({ name }) => name));
  // A LIMIT would keep all rows in memory to put them in order.
  const result = await connection.stream(
    `SELECT ${columns.map(checkedColumn).join(', ')} FROM export_files`,
  );
  let rows = 0;
  for await (const chunk of result.yieldRowObjectJs()) {
    signal.throwIfAborted();
    const room = chunk.slice(0, MOST_CHECKED - rows);
    for (const row of room) check.add(row);
    rows += room.length;
    if (room.length < chunk.length) return { problems: check.problems(), rows, truncated: true };
  }
  return { problems: check.problems(), rows, truncated: false };
}
