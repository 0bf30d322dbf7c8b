import type { AnalysisResult, Column, Finding } from '../../contracts/analysis.ts';
import type { TableBlock } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { formatValue, isNumeric } from './format-value.ts';

/** Wider tables do not read well in a chat. */
const MOST_COLUMNS = 8;

const ACCOUNT_FIELDS: ReadonlySet<string> = new Set(['account', 'accountId', 'accountName']);

/** True for a column that names the account; a grouped answer names it in a field of its own. */
export function namesAccount(column: Column): boolean {
  return ACCOUNT_FIELDS.has(column.field) || column.title === 'Account';
}

/** Which rows of a result to show. */
export interface Page {
  readonly offset: number;
  readonly rows: number;
}

/** The rows of one page as a table. */
export function presentTable(result: AnalysisResult, page: Page, style: FigureStyle): TableBlock {
  const findings = result.findings.slice(page.offset, page.offset + page.rows);
  const columns = shownColumns(result).slice(0, MOST_COLUMNS);
  return {
    kind: 'table',
    columns: columns.map((column) => ({
      title: column.title,
      align: isNumeric(column.kind) ? 'right' : 'left',
    })),
    rows: findings.map((finding) =>
      columns.map((column) => cell(column, { result, finding, style })),
    ),
  };
}

/** The result's columns without empty ones, with one column that names the account. */
export function shownColumns(result: AnalysisResult): readonly Column[] {
  const filled = result.columns.filter((column) =>
    result.findings.some((finding) => valueOf(finding, column) !== null),
  );
  const accountColumn = filled.find(namesAccount);
  return filled.filter((column) => column === accountColumn || !namesAccount(column));
}

function cell(
  column: Column,
  row: { result: AnalysisResult; finding: Finding; style: FigureStyle },
): string {
  const { result, finding, style } = row;
  if (namesAccount(column) && finding.accountId !== null) return accountLabel(finding);
  const value = valueOf(finding, column);
  const currency = currencyOf(finding, result);
  return formatValue({ value, kind: column.kind, currency }, style);
}

/** `payments-prod (123456789012)`, or the id alone. */
export function accountLabel(finding: {
  readonly accountId: string | null;
  readonly accountName: string | null;
}): string {
  const { accountId, accountName } = finding;
  if (accountName === null || accountName === accountId) return accountId ?? '';
  return accountId === null ? accountName : `${accountName} (${accountId})`;
}

/** A column's value of a row: the analyzer's own field, else the finding's property of that name. */
export function valueOf(finding: Finding, column: Column): string | number | null {
  const value = finding.fields[column.field];
  if (value !== undefined) return value === '' ? null : value;
  switch (column.field) {
    case 'accountId':
    case 'accountName':
    case 'region':
    case 'severity':
    case 'resourceId':
    case 'resourceType':
      return finding[column.field];
    case 'monthlySaving':
      return finding.monthlySaving?.amount ?? null;
    default:
      return null;
  }
}

/** The currency of a row: its own, else the result's. */
export function currencyOf(finding: Finding, result: AnalysisResult): string {
  const own = finding.monthlySaving?.currency ?? finding.fields['currency'];
  if (typeof own === 'string') return own;
  return result.headlines.find((headline) => headline.currency !== undefined)?.currency ?? 'USD';
}
