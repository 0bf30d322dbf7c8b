import type { AnalysisResult, Column } from '../../contracts/analysis.ts';
import { currencyOf, namesAccount, valueOf } from '../../contracts/finding-values.ts';

type Value = string | number | null;

/** Rows of a result as they leave the product: raw values, no formatting. */
export interface ExportedRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

const IDENTITY: readonly Column[] = [
  { field: 'accountId', title: 'Account id', kind: 'text' },
  { field: 'accountName', title: 'Account', kind: 'text' },
  { field: 'region', title: 'Region', kind: 'text' },
];

/** All rows with account, Region, the result's columns and, beside money, its currency. */
export function exportRows(result: AnalysisResult): ExportedRows {
  const rest = result.columns.filter(
    (column) => !namesAccount(column) && column.field !== 'region',
  );
  const columns = [...IDENTITY, ...rest];
  const hasMoney = columns.some((column) => column.kind === 'money');
  return {
    header: [...columns.map((column) => column.title), ...(hasMoney ? ['Currency'] : [])],
    rows: result.findings.map((finding) => [
      ...columns.map((column) => valueOf(finding, column)),
      ...(hasMoney ? [currencyOf(finding, result)] : []),
    ]),
  };
}

/** CSV by RFC 4180. Text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function toCsv(table: ExportedRows): string {
  return [table.header, ...table.rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\s]*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows as a JSON array of objects by column title. */
export function toJson(table: ExportedRows): string {
  const objects = table.rows.map((row) =>
    Object.fromEntries(table.header.map((title, index) => [title, row[index] ?? null])),
  );
  return JSON.stringify(objects, null, 2);
}
