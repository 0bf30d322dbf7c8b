import { valueOf } from '../contracts/finding-values.ts';
import type { Column, Finding } from '../contracts/findings.ts';
import type { GroupBy } from '../contracts/parameters.ts';
import { SEVERITIES } from '../contracts/parameters.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import type { Query } from './board-filter.ts';

/** Which rows of a result are shown, and in which order. */
export interface TableQuery {
  readonly groupBy: GroupBy | null;
  /** A column's field; empty for the order of the analysis. */
  readonly sort: string;
  readonly order: 'ascending' | 'descending';
  /** From 1. */
  readonly page: number;
}

/** Rows of a page. */
export const PAGE_ROWS = 50;

const GROUPINGS = [
  'account',
  'region',
  'service',
  'team',
  'type',
  'severity',
  'month',
  'day',
] as const;

/** Reads `groupBy`, `sort`, `order` and `page`; a text says what is wrong. */
export function readTableQuery(query: Query): TableQuery | string {
  const { groupBy = '', sort = '', order = 'ascending', page = '1' } = query;
  const grouping = GROUPINGS.find((known) => known === groupBy) ?? null;
  if (groupBy !== '' && grouping === null) return `groupBy is one of ${GROUPINGS.join(', ')}.`;
  if (typeof sort !== 'string') return 'sort is the name of one column.';
  if (order !== 'ascending' && order !== 'descending') return 'order is ascending or descending.';
  if (typeof page !== 'string' || !/^[1-9]\d{0,6}$/.test(page)) return 'page is a number from 1.';
  return { groupBy: grouping, sort, order, page: Number(page) };
}

/** The rows of the page, sorted. A page beyond the last is empty. */
export function rowsOf(
  result: AnalysisResult,
  { sort, order, page }: TableQuery,
): readonly Finding[] {
  const column = result.columns.find(({ field }) => field === sort);
  const sorted = column === undefined ? result.findings : sortBy(result.findings, column, order);
  return sorted.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS);
}

/** Missing values come last in either order. */
function sortBy(
  findings: readonly Finding[],
  column: Column,
  order: TableQuery['order'],
): readonly Finding[] {
  const sign = order === 'ascending' ? 1 : -1;
  return findings.toSorted((a, b) => {
    const [left, right] = [keyOf(a, column), keyOf(b, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

function keyOf(finding: Finding, column: Column): string | number | null {
  const value = valueOf(finding, column);
  if (column.kind !== 'severity') return value;
  return SEVERITIES.length - SEVERITIES.findIndex((severity) => severity === value);
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right), 'en', { numeric: true });
}
