import type { Column, Finding } from './findings.ts';
import type { AnalysisResult } from './results.ts';

const ACCOUNT_FIELDS: ReadonlySet<string> = new Set(['account', 'accountId', 'accountName']);

/** True for a column that names the account; a grouped answer names it in a field of its own. */
export function namesAccount(column: Column): boolean {
  return ACCOUNT_FIELDS.has(column.field) || column.title === 'Account';
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
