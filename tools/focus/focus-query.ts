import type { DuckDBConnection, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Duckdb } from './duckdb.ts';
import { checkStatement } from './focus-statement.ts';
import { toQueryError } from './query-error.ts';

/** A cell: numbers that a double holds exactly are numbers, decimals and large integers are exact text. */
export type QueryCell = string | number | boolean | null;

/** The answer of a query. */
export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly QueryCell[])[];
  /** What was cut off by a bound, in words; empty when nothing was. */
  readonly truncated: readonly string[];
}

/** Bounds of a query. */
export interface QueryBounds {
  readonly signal: AbortSignal;
  /** Most rows that are given back. */
  readonly maximumRows: number;
  /** Milliseconds after which the query is stopped. */
  readonly timeoutMs: number;
}

/** Characters of a cell, and of all cells together, that are given back. */
const LONGEST_CELL = 4_000;
const LONGEST_ANSWER = 8_000_000;

/**
 * Answers one SELECT over the table `focus` of a database that is shut in.
 * @throws AnalysisError that says what is wrong and what to do: `bad-parameter` for SQL that is refused, does not fit
 * the data, or takes too long or too much memory, which it would again; `aborted`.
 */
export async function queryFocus(
  { instance }: Duckdb,
  sql: string,
  bounds: QueryBounds,
): Promise<QueryAnswer> {
  const connection = await instance.connect();
  const stopping = stopAfter(connection, bounds);
  try {
    await checkStatement(connection, sql);
    const statements = await connection.extractStatements(sql);
    const prepared = await statements.prepare(0);
    return await readAnswer(await prepared.stream(), bounds.maximumRows);
  } catch (error) {
    throw stopping.reason() ?? toQueryError(error);
  } finally {
    stopping.done();
    connection.closeSync();
  }
}

/** Interrupts the connection when time is up or nobody waits any more. */
function stopAfter(connection: DuckDBConnection, { signal, timeoutMs }: QueryBounds) {
  let late = false;
  const stop = () => connection.interrupt();
  // A single interrupt is lost when it falls between two steps of the query.
  const repeat = setInterval(() => (late || signal.aborted) && stop(), 100);
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  return {
    reason: () => stopReason(signal.aborted, late, timeoutMs),
    done() {
      clearInterval(repeat);
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

function stopReason(aborted: boolean, late: boolean, timeoutMs: number): AnalysisError | null {
  if (aborted) return new AnalysisError('aborted', 'The query was cancelled.');
  if (!late) return null;
  return new AnalysisError(
    'bad-parameter',
    `The query was stopped after ${timeoutMs / 1000} s without an answer: it reads or multiplies too many rows. Filter by month, account or service before a join, aggregate, or ask for fewer months; a LIMIT alone does not shorten a sum, and range() needs a small bound.`,
  );
}

async function readAnswer(result: DuckDBResult, maximumRows: number): Promise<QueryAnswer> {
  const columns = result.columnNames().map((name, index) => ({
    name,
    type: String(result.columnType(index)),
  }));
  const rows: QueryCell[][] = [];
  let room = LONGEST_ANSWER;
  for await (const chunk of result) {
    const vectors = columns.map((_, index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      if (rows.length === maximumRows || room <= 0) {
        return { columns, rows, truncated: [cutAt(rows.length)] };
      }
      const cells = vectors.map((vector) => toCell(vector.getItem(row)));
      room -= cells.reduce<number>((sum, cell) => sum + String(cell).length, 0);
      rows.push(cells);
    }
  }
  return { columns, rows, truncated: [] };
}

function cutAt(rows: number): string {
  return `only the first ${rows} rows are shown; aggregate, or add a LIMIT`;
}

function toCell(value: DuckDBValue): QueryCell {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const text = String(value);
  if (text.length > LONGEST_CELL) return `${text.slice(0, LONGEST_CELL)}…`;
  return isDecimal(value) ? text.replace(/\.?0+$/, '') : text;
}

/** DuckDB's decimals carry their scale, and write it out in zeros. */
function isDecimal(value: DuckDBValue): boolean {
  return typeof value === 'object' && value !== null && 'scale' in value && value.scale > 0;
}
