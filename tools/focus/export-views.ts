import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { focusColumn } from './columns.ts';
import { type Duckdb, quoteName, quoteText } from './duckdb.ts';
import type { ExportFiles } from './export-files.ts';
import type { FocusMonths } from './focus-months.ts';
import { sqlType } from './sql-type.ts';

/** A column as it is in the files. */
export interface ExportColumn {
  readonly name: string;
  /** DuckDB's name of the type; all of a CSV is VARCHAR. */
  readonly type: string;
}

/**
 * Makes two views of an export: `export_files` as the files are, and `focus` with the types of FOCUS, cut to the months. An
 * export's binary floating-point costs become decimals, so that sums are exact.
 * @returns the columns of the files, in their order.
 */
export async function createExportViews(
  { connection }: Duckdb,
  files: ExportFiles,
  months: FocusMonths | null,
): Promise<readonly ExportColumn[]> {
  await connection.run(`CREATE VIEW export_files AS SELECT * FROM ${readerOf(files)}`);
  const described = await connection.runAndReadAll('DESCRIBE export_files');
  const columns = described
    .getRows()
    .map(([name, type]) => ({ name: String(name), type: String(type) }));
  const selected = columns.map((column) => `${typed(column)} AS ${quoteName(column.name)}`);
  const where = months === null ? '' : ` WHERE ${within(columns, months)}`;
  await connection.run(
    `CREATE VIEW focus AS SELECT ${selected.join(', ')} FROM export_files${where}`,
  );
  return columns;
}

function readerOf({ format, files }: ExportFiles): string {
  const list = `[${files.map(quoteText).join(', ')}]`;
  return format === 'parquet'
    ? `read_parquet(${list}, union_by_name = true, hive_partitioning = false)`
    : `read_csv(${list}, union_by_name = true, hive_partitioning = false, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
}

function typed({ name, type }: ExportColumn): string {
  const column = focusColumn(name);
  const quoted = quoteName(name);
  if (column === null || (column.type === 'JSON' && type !== 'VARCHAR')) return quoted;
  const wanted = sqlType(column);
  return wanted === type ? quoted : `CAST(${quoted} AS ${wanted})`;
}

function within(columns: readonly ExportColumn[], { start, end }: FocusMonths): string {
  const column = columns.find(({ name }) => name === 'BillingPeriodStart');
  if (column === undefined) {
    throw new AnalysisError(
      'bad-parameter',
      'The files have no column BillingPeriodStart, so that months cannot be told apart. Leave --month out.',
    );
  }
  return `${typed(column)} >= TIMESTAMP '${start}' AND ${typed(column)} < TIMESTAMP '${end}'`;
}

/** How a column is read for a check: as text where that is lossless, as it is where its type is already wrong. */
export function checkedColumn({ name, type }: ExportColumn): string {
  const column = focusColumn(name);
  const quoted = quoteName(name);
  if (column?.type === 'DateTime' && type.startsWith('TIMESTAMP')) {
    return `strftime(CAST(${quoted} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ') AS ${quoted}`;
  }
  if (column?.type === 'JSON' && type !== 'VARCHAR') {
    return `CAST(to_json(${quoted}) AS VARCHAR) AS ${quoted}`;
  }
  return quoted;
}
