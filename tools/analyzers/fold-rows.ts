import { exactNumber, roundedAmount } from '../aws/exact-amount.ts';
import { ordered } from './order.ts';
import type { Row } from './row.ts';
import { ENVIRONMENT_KEYS, TEAM_KEYS, tagValue } from './tag-lookup.ts';

/** Rows of which the first are listed and the others are counted and summed. */
export interface FoldedRows {
  readonly rows: readonly Row[];
  /** Each stands for several resources of one account, Region, type, team and severity. */
  readonly rest: readonly Row[];
}

/** Takes rows one after the other and holds a bounded number of them. */
export interface RowFold {
  add(row: Row): void;
  result(): FoldedRows;
}

/** How rows are folded. */
export interface FoldOptions {
  readonly compare: readonly ((a: Row, b: Row) => number)[];
  /** A field that holds an amount to be added up, besides the saving. */
  readonly amount?: string;
  /** Rows that are listed. */
  readonly listed?: number;
}

/** Rows that an answer lists: some tens of megabytes, and more than anybody reads. */
const LISTED_ROWS = 10_000;

/** Beyond so many groups, tags no longer part them: anybody can invent values of tags. */
const GROUPS_BY_TAG = 20_000;

/** A fold that lists the first rows of an ordering, holding at most twice as many at any time. */
export function foldRows({ compare, amount, listed = LISTED_ROWS }: FoldOptions): RowFold {
  const groups = new Map<string, RestGroup>();
  let kept: readonly Row[] = [];
  let added: Row[] = [];

  function trim(): void {
    const sorted = ordered([...kept, ...added], ...compare);
    kept = sorted.slice(0, listed);
    added = [];
    for (const row of sorted.slice(listed)) fold(row);
  }

  function fold(row: Row): void {
    const tags = groups.size < GROUPS_BY_TAG ? groupTags(row) : {};
    const key = keyOf(row, tags);
    const group = groups.get(key) ?? { row, tags, count: 0, saving: 0n, amount: 0n, priced: false };
    groups.set(key, group);
    const value = amount === undefined ? null : row.fields[amount];
    group.count += 1;
    group.saving += exactNumber(row.monthlySaving?.amount ?? 0);
    if (typeof value !== 'number') return;
    group.amount += exactNumber(value);
    group.priced = true;
  }

  return {
    add(row) {
      added.push(row);
      if (added.length > listed) trim();
    },
    result() {
      trim();
      return { rows: kept, rest: [...groups].map(([key, group]) => restRow(key, group, amount)) };
    },
  };
}

/** How many resources the rows stand for. */
export function countOf(rows: readonly { readonly standsFor?: number }[]): number {
  return rows.reduce((sum, { standsFor = 1 }) => sum + standsFor, 0);
}

interface RestGroup {
  /** Any of its rows: what the key names is the same in all. */
  readonly row: Row;
  readonly tags: Readonly<Record<string, string>>;
  count: number;
  saving: bigint;
  amount: bigint;
  priced: boolean;
}

/** The tags that findings are grouped or weighed by. */
function groupTags({ tags }: Row): Readonly<Record<string, string>> {
  const team = tagValue(tags, TEAM_KEYS);
  const environment = tagValue(tags, ENVIRONMENT_KEYS);
  return { ...(team !== null && { team }), ...(environment !== null && { environment }) };
}

function keyOf(row: Row, tags: Readonly<Record<string, string>>): string {
  const { accountId, region, resourceType, severity, monthlySaving, fields } = row;
  const currency = monthlySaving?.currency ?? null;
  return JSON.stringify([
    accountId,
    region,
    resourceType,
    severity,
    currency,
    fields['currency'] ?? null,
    tags,
  ]);
}

function restRow(key: string, group: RestGroup, amount: string | undefined): Row {
  const { row, tags, count, saving, priced } = group;
  const currency = row.fields['currency'];
  return {
    ...row,
    id: `rest:${key}`,
    resourceId: null,
    tags,
    monthlySaving: row.monthlySaving && { ...row.monthlySaving, amount: roundedAmount(saving, 12) },
    fields: {
      ...(currency !== undefined && { currency }),
      ...(amount !== undefined && { [amount]: priced ? roundedAmount(group.amount, 12) : null }),
    },
    evidence: [],
    standsFor: count,
  };
}
