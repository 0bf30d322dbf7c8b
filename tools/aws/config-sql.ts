import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';

/** Longest expression that Config accepts (SelectAggregateResourceConfig, `Expression`). */
const MAXIMUM_LENGTH = 4096;

/** What may stand between the quotes of a literal: no quote, no backslash, no wildcard, no control character. */
const LITERAL = /^[\p{L}\p{N} ._:/=+@,()[\]#-]{1,256}$/u;

/** Accounts and Regions to narrow a query to; empty lists mean all. */
export interface SqlScope {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/**
 * The value as a quoted SQL literal.
 * @throws AnalysisError `bad-parameter` when it holds a character that could end the literal or act as a wildcard.
 */
export function sqlLiteral(value: string): string {
  if (LITERAL.test(value)) return `'${value}'`;
  throw new AnalysisError(
    'bad-parameter',
    'A search value may hold letters, digits, spaces and . _ : / = + @ , ( ) [ ] # - only.',
  );
}

/**
 * Fills the places of a declared query: `'{{name}}'` with text, `{{name}}` with a number.
 * @throws AnalysisError `bad-parameter` for an unsafe value; Error when a place has no value.
 */
export function fillSql(sql: string, values: Readonly<Record<string, string | number>>): string {
  return sql.replace(/'\{\{(\w+)\}\}'|\{\{(\w+)\}\}/g, (_place, text?: string, number?: string) => {
    const name = text ?? number ?? '';
    const value = values[name];
    if (value === undefined) throw new Error(`The query has no value for {{${name}}}.`);
    return text === undefined ? String(Number(value)) : sqlLiteral(String(value));
  });
}

/** Adds a condition to a declared query, before its GROUP BY or ORDER BY. */
export function addCondition(sql: string, condition: string): string {
  const tail = /\s(?:GROUP|ORDER) BY\s/.exec(sql);
  const head = tail === null ? sql : sql.slice(0, tail.index);
  const rest = tail === null ? '' : sql.slice(tail.index);
  return `${head} ${/\sWHERE\s/.test(head) ? 'AND' : 'WHERE'} ${condition}${rest}`;
}

/** `property IN (…)` with every value as a safe literal. */
export function isOneOf(property: string, values: readonly string[]): string {
  return `${property} IN (${values.map(sqlLiteral).join(', ')})`;
}

/**
 * Narrows a query to accounts and Regions where the expression stays within AWS's length; a list that does not
 * fit is left out, and the caller's own filter does the work.
 */
export function narrowSql(sql: string, scope: SqlScope): string {
  const byRegion = narrowBy(sql, 'awsRegion', scope.regions);
  return narrowBy(byRegion, 'accountId', scope.accounts);
}

function narrowBy(sql: string, property: string, values: readonly string[]): string {
  if (values.length === 0) return sql;
  const narrowed = addCondition(sql, isOneOf(property, values));
  return narrowed.length <= MAXIMUM_LENGTH ? narrowed : sql;
}
