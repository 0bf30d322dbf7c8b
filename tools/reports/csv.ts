import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import { inertCsvCell } from './neutral-text.ts';
import type { Report } from './report.ts';
import type { CellValue, ReportRow, ReportTable } from './report-table.ts';
import { tableOf } from './report-table.ts';

/** How CSV is written. */
export interface CsvOptions {
  /** Begins with a byte order mark, without which Excel does not read UTF-8. */
  readonly byteOrderMark?: boolean;
}

/** Writes all rows as CSV (RFC 4180, UTF-8). */
export function writeCsv(report: Report, options: CsvOptions = {}): Uint8Array {
  const mark = options.byteOrderMark === true ? '\uFEFF' : '';
  return new TextEncoder().encode(mark + csvOf(report.results));
}

/**
 * All rows of the results as one table. Columns of the same title are one column; with several results the first column
 * names the analysis. Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
export function csvOf(results: readonly AnalysisResult[]): string {
  const tables = results.map((result) => keyed(tableOf(result)));
  const keys = [...new Set(tables.flatMap((table) => table.keys))];
  const named = tables.length > 1;
  const header = keys.map(titleOf);
  const rows = tables.flatMap(({ table, keys: own }) =>
    table.rows.map((row) => [...(named ? [table.title] : []), ...arrange(row, own, keys)]),
  );
  return [[...(named ? ['Analysis'] : []), ...header], ...rows].map(csvLine).join('');
}

interface KeyedTable {
  readonly table: ReportTable;
  /** The title of each column, and its number among those of the same title. */
  readonly keys: readonly string[];
}

function keyed(table: ReportTable): KeyedTable {
  const titles = table.columns.map(({ title }) => title);
  const hasMoney = table.columns.some(({ kind }) => kind === 'money');
  const all = hasMoney && !titles.includes('Currency') ? [...titles, 'Currency'] : titles;
  const numberOf = (title: string, index: number) =>
    all.slice(0, index).filter((other) => other === title).length;
  return { table, keys: all.map((title, index) => `${numberOf(title, index)} ${title}`) };
}

function titleOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}

/** The row's values in the order of all columns; the currency stands behind the values. */
function arrange(
  row: ReportRow,
  own: readonly string[],
  all: readonly string[],
): readonly CellValue[] {
  const values = [...row.values, row.currency];
  const byKey = new Map(own.map((key, index) => [key, values[index] ?? null]));
  return all.map((key) => byKey.get(key) ?? null);
}

function csvLine(values: readonly CellValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = inertCsvCell(value);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
