import { currencyOf, valueOf } from '../../pipeline-server/contracts/finding-values.ts';
import type { Column, Finding } from '../../pipeline-server/contracts/findings.ts';
import { SEVERITIES } from '../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import { oneLine, type ToolRow } from '../../pipeline-server/contracts/tool.ts';

/** Longest text of a cell; names and tags are shorter, and a model needs no more of a description. */
const LONGEST_CELL = 200;

/** Rows of one or several results under one set of columns. */
export interface FlatRows {
  readonly columns: readonly Column[];
  readonly rows: readonly ToolRow[];
  /** Rows before any cut. */
  readonly total: number;
  /** Rows left out because another row saves more on the same resource. */
  readonly overlapping: number;
}

const ANALYSIS: Column = { field: 'analysis', title: 'Analysis', kind: 'text' };
const ACCOUNT_ID: Column = { field: 'accountId', title: 'Account id', kind: 'text' };
const CURRENCY: Column = { field: 'currency', title: 'Currency', kind: 'text' };

/**
 * Results as at most `most` plain rows. One result keeps its order; the rows of several are put together, each naming its
 * analysis, the highest saving first, then the worst severity. A value that is missing is left out of its row.
 */
export function flattenResults(results: readonly AnalysisResult[], most: number): FlatRows {
  const tables = results.map((result) => ({ result, columns: columnsOf(result) }));
  const rows = tables.flatMap(({ result, columns }) =>
    result.findings.map((finding) => ({ finding, result, columns })),
  );
  const columns = distinct(tables.flatMap((table) => table.columns));
  const found = results.reduce((sum, { total }) => sum + total, 0);
  if (results.length <= 1) {
    return { columns, rows: rows.slice(0, most).map(valuesOf), total: found, overlapping: 0 };
  }
  const weighed = savedOnce(rows.toSorted(byWeight));
  const overlapping = rows.length - weighed.length;
  return {
    columns: distinct([ANALYSIS, ...columns]),
    rows: weighed.slice(0, most).map(withAnalysis),
    total: found - overlapping,
    overlapping,
  };
}

/** One resource can be deleted or made smaller, but not both: only its highest saving stays. */
function savedOnce(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter(({ finding: { accountId, resourceId, monthlySaving } }) => {
    const key = `${accountId} ${resourceId}`;
    if (resourceId === null || monthlySaving === null) return true;
    return seen.size < seen.add(key).size;
  });
}

interface Row {
  readonly finding: Finding;
  readonly result: AnalysisResult;
  readonly columns: readonly Column[];
}

/** The result's columns, and where they apply the account's id and the currency of amounts. */
function columnsOf({ columns, findings }: AnalysisResult): readonly Column[] {
  const hasAccounts = findings.some(({ accountId }) => accountId !== null);
  const hasMoney = columns.some(({ kind }) => kind === 'money');
  return distinct([
    ...columns,
    ...(hasAccounts ? [ACCOUNT_ID] : []),
    ...(hasMoney ? [CURRENCY] : []),
  ]);
}

function distinct(columns: readonly Column[]): readonly Column[] {
  return columns.filter(
    ({ field }, index) => columns.findIndex((other) => other.field === field) === index,
  );
}

function withAnalysis(row: Row): ToolRow {
  return { analysis: row.result.title, ...valuesOf(row) };
}

function valuesOf(row: Row): ToolRow {
  const { finding, columns } = row;
  const entries = columns.flatMap((column) => {
    const value = column === CURRENCY ? currencyIn(row) : valueOf(finding, column);
    if (value === null) return [];
    const cell = typeof value === 'string' ? oneLine(value, LONGEST_CELL) : value;
    return [[column.field, cell] as const];
  });
  return Object.fromEntries(entries);
}

/** The currency of a row that holds an amount. */
function currencyIn({ finding, result, columns }: Row): string | null {
  const amounts = columns.filter(({ kind }) => kind === 'money');
  const hasAmount = amounts.some((column) => valueOf(finding, column) !== null);
  return hasAmount ? currencyOf(finding, result) : null;
}

function byWeight({ finding: a }: Row, { finding: b }: Row): number {
  const saving = (b.monthlySaving?.amount ?? 0) - (a.monthlySaving?.amount ?? 0);
  return saving || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
