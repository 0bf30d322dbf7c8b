import type { ColumnKind } from '../../pipeline-server/contracts/findings.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import type { CellValue, ReportRow, ReportTable } from './report-table.ts';
import { tableOf } from './report-table.ts';
import type { Grid, GridColumn, GridValue } from './xlsx-grid.ts';
import { cellKey } from './xlsx-grid.ts';

const TEXT = '@';
const DAY = 'yyyy-mm-dd';
const TIME = 'yyyy-mm-dd hh:mm';

/** All rows of one result as a sheet of typed cells. */
export function resultGrid(result: AnalysisResult, name: string): Grid {
  const table = tableOf(result);
  return {
    name,
    columns: table.columns.map((column, index) => gridColumn(table, column, index)),
    rows: table.rows.map((row) =>
      row.values.map((value, index) => typedValue(value, table.columns[index]?.kind ?? 'text')),
    ),
    formats: otherCurrencies(table),
  };
}

function gridColumn(
  { rows }: ReportTable,
  { title, kind }: ReportTable['columns'][number],
  index: number,
): GridColumn {
  const values = rows.map((row) => row.values[index] ?? null);
  return { title, format: formatOf(kind, values, currencyOf(rows)) };
}

function formatOf(kind: ColumnKind, values: readonly CellValue[], currency: string): string {
  switch (kind) {
    case 'money':
      return moneyFormat(currency);
    case 'percent':
      return '0.0%';
    case 'number':
      return values.every((value) => Number.isInteger(value) || value === null)
        ? '#,##0'
        : '#,##0.00';
    case 'date':
      return values.some((value) => typeof value === 'string' && isTime(value)) ? TIME : DAY;
    case 'text':
    case 'severity':
      return TEXT;
  }
}

/** The sheet's currency: that of its first row. */
function currencyOf(rows: readonly ReportRow[]): string {
  return rows[0]?.currency ?? 'USD';
}

/** ISO 4217; what is no currency code stays out of the format, which is a language of its own. */
function moneyFormat(currency: string): string {
  return /^[A-Z]{3}$/.test(currency) ? `[$${currency}] #,##0.00` : '#,##0.00';
}

/** Formats of the money in another currency than the sheet's. */
function otherCurrencies({ columns, rows }: ReportTable): ReadonlyMap<string, string> {
  const usual = currencyOf(rows);
  const money = columns.flatMap(({ kind }, index) => (kind === 'money' ? [index] : []));
  const cells = rows.flatMap(({ currency }, row) =>
    currency === usual
      ? []
      : money.map((column) => [cellKey(row, column), moneyFormat(currency)] as const),
  );
  return new Map(cells);
}

/** Percentages are 0–100 here and 0–1 in a spreadsheet; days and times become dates where they are ones. */
function typedValue(value: CellValue, kind: ColumnKind): GridValue {
  if (kind === 'percent' && typeof value === 'number') return Number((value / 100).toPrecision(12));
  return kind === 'date' && typeof value === 'string' ? (toDate(value) ?? value) : value;
}

/** A time of ISO 8601 as a date, or null. */
export function toDate(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:$|T)/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isTime(text: string): boolean {
  return text.includes('T') && toDate(text) !== null;
}
