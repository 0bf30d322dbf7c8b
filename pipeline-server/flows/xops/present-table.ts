import { currencyOf, namesAccount, valueOf } from '../../contracts/finding-values.ts';
import type { Column, Finding } from '../../contracts/findings.ts';
import type { AnalysisResult } from '../../contracts/results.ts';
import type { TableBlock } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { formatValue, isNumeric } from './format-value.ts';

/** Wider tables do not read well in a chat. */
const MOST_COLUMNS = 8;

/** Which rows of a result to show. */
export interface Page {
  readonly offset: number;
  readonly rows: number;
}

/** The rows of one page, and what all of them have in common. */
export interface PresentedTable {
  readonly table: TableBlock;
  /** Values that are the same in every row, e.g. `Severity CRITICAL`; they are no columns. */
  readonly common: readonly string[];
}

/** The rows of one page as a table. */
export function presentTable(
  result: AnalysisResult,
  page: Page,
  style: FigureStyle,
): PresentedTable {
  const columns = shownColumns(result);
  const common = columns.filter((column) => isCommon(column, result));
  const telling = fittingColumns(columns.filter((column) => !common.includes(column)));
  const findings = result.findings.slice(page.offset, page.offset + page.rows);
  return {
    common: common.flatMap((column) =>
      findings.slice(0, 1).map((finding) => {
        return `${column.title} ${cell(column, { result, finding, style })}`;
      }),
    ),
    table: {
      kind: 'table',
      columns: telling.map(({ title, kind }, index) => ({
        title,
        align: isNumeric(kind) ? 'right' : 'left',
        essential: index === 0 || kind === 'money',
      })),
      rows: findings.map((finding) =>
        telling.map((column) => cell(column, { result, finding, style })),
      ),
    },
  };
}

/** The first columns, money always among them: it is what the rows are ranked by. */
function fittingColumns(columns: readonly Column[]): readonly Column[] {
  const money = columns.filter((column) => column.kind === 'money').slice(0, MOST_COLUMNS);
  const others = columns.filter((column) => !money.includes(column));
  const kept = new Set([...money, ...others.slice(0, MOST_COLUMNS - money.length)]);
  return columns.filter((column) => kept.has(column));
}

/** In a table of a few rows, a value that repeats still tells something. */
const FEW_ROWS = 4;

function isCommon(column: Column, { columns, findings }: AnalysisResult): boolean {
  const [first] = findings;
  if (first === undefined || findings.length < FEW_ROWS) return false;
  if (column.kind === 'money' || column === columns[0]) return false;
  const value = valueOf(first, column);
  return findings.every((finding) => valueOf(finding, column) === value);
}

/** The result's columns without empty and repeated ones, with one column that names the account. */
function shownColumns(result: AnalysisResult): readonly Column[] {
  const filled = result.columns.filter((column) =>
    result.findings.some((finding) => valueOf(finding, column) !== null),
  );
  const accountColumn = filled.find(namesAccount);
  const distinct = filled.filter((column) => column === accountColumn || !namesAccount(column));
  return distinct.filter((column, index) => !repeats(column, distinct.slice(0, index), result));
}

/** A resource without a name of its own is listed by its id under both titles. */
function repeats(column: Column, before: readonly Column[], { findings }: AnalysisResult): boolean {
  return before.some((other) =>
    findings.every((finding) => valueOf(finding, other) === valueOf(finding, column)),
  );
}

function cell(
  column: Column,
  row: { result: AnalysisResult; finding: Finding; style: FigureStyle },
): string {
  const { result, finding, style } = row;
  const value = valueOf(finding, column);
  const isAccount = namesAccount(column) || value === finding.accountId;
  if (isAccount && finding.accountId !== null) return accountLabel(finding);
  const currency = currencyOf(finding, result);
  return formatValue({ value, kind: column.kind, currency }, style);
}

/** `payments-prod (123456789012)`, or the id alone. */
function accountLabel(finding: {
  readonly accountId: string | null;
  readonly accountName: string | null;
}): string {
  const { accountId, accountName } = finding;
  if (accountName === null || accountName === accountId) return accountId ?? '';
  return accountId === null ? accountName : `${accountName} (${accountId})`;
}
