import { inertCsvCell } from '../reports/neutral-text.ts';
import { COLUMN_NAMES, focusColumn } from './columns.ts';
import type { QueryCell } from './focus-query.ts';
import type { FocusRow } from './focus-row.ts';

/**
 * Rows as CSV (RFC 4180), line by line. Text that a spreadsheet would run as a formula gets a leading apostrophe; decimals
 * are written as they are, minus signs included.
 */
export function* focusCsv(rows: Iterable<FocusRow>): Generator<string> {
  yield line([...COLUMN_NAMES]);
  for (const row of rows) {
    yield line(COLUMN_NAMES.map((name) => cellOf(name, row[name] ?? null)));
  }
}

function cellOf(name: string, value: FocusRow[string]): string {
  if (value === null || value === undefined) return '';
  const isNumber = focusColumn(name)?.type === 'Decimal';
  return isNumber ? String(value) : inertCsvCell(String(value));
}

/** Any table as CSV, with the same care: what is no plain number is text. */
export function tableCsv(
  header: readonly string[],
  rows: readonly (readonly QueryCell[])[],
): string {
  const cell = (value: QueryCell) => {
    if (value === null) return '';
    const text = String(value);
    return /^-?\d+(\.\d+)?$/.test(text) ? text : inertCsvCell(text);
  };
  return [header.map(inertCsvCell), ...rows.map((row) => row.map(cell))].map(line).join('');
}

function line(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
