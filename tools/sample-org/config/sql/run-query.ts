import { setImmediate as nextTurn } from 'node:timers/promises';
import { keepFirst } from '../../keep-first.ts';
import { propertyPaths } from './check-query.ts';
import { compileCondition } from './compile-condition.ts';
import type { ConfigurationDocument, PositionedDocument } from './configuration-document.ts';
import { type FixedValues, fixedValues } from './fixed-values.ts';
import { createGrouping } from './group-documents.ts';
import { rowOrder } from './order-rows.ts';
import type { Query } from './query-syntax.ts';
import { selectProperties } from './select-properties.ts';
import { writeConfigJson } from './write-config-json.ts';

/** Which documents a query can match at all; null means any. */
export interface QueryScope {
  readonly accountIds: FixedValues;
  readonly regions: FixedValues;
  readonly resourceTypes: FixedValues;
  /**
   * True for a count that looks at account, Region and type only: the source may give one document with these three
   * and a weight for all resources that share them.
   */
  readonly countsOnly: boolean;
}

const COUNTED_PROPERTIES = new Set(['accountId', 'awsRegion', 'resourceType']);

/** Where documents come from, in a fixed order. `after` is a {@link PositionedDocument} position, or null for the start. */
export type DocumentSource = (
  scope: QueryScope,
  after: string | null,
) => Iterable<PositionedDocument>;

/** Which part of the result is wanted. `after` is a previous page's `next`, or null for the first page. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}

/** Result rows as JSON texts, and where the next page starts (null: this was the last). */
export interface ResultPage {
  readonly rows: readonly string[];
  readonly next: string | null;
}

/** Documents looked at before other work gets its turn. */
const SLICE = 2_000;

/**
 * Runs a query over a source. A plain SELECT streams and stops after one row more than the page holds; ORDER BY keeps
 * the rows up to the page's end; aggregates keep their groups.
 */
export async function runQuery(
  query: Query,
  source: DocumentSource,
  page: PageRequest,
): Promise<ResultPage> {
  if (isAggregation(query)) return aggregate(query, source, page);
  return query.orderBy.length > 0
    ? selectOrdered(query, source, page)
    : select(query, source, page);
}

async function* matches(
  query: Query,
  source: DocumentSource,
  after: string | null,
): AsyncGenerator<PositionedDocument> {
  const test = query.where ? compileCondition(query.where) : () => true;
  let seen = 0;
  for (const positioned of source(queryScope(query), after)) {
    if (test(positioned.document)) yield positioned;
    if (++seen % SLICE === 0) await nextTurn();
  }
}

function queryScope(query: Query): QueryScope {
  return {
    accountIds: fixedValues(query.where, 'accountId'),
    regions: fixedValues(query.where, 'awsRegion'),
    resourceTypes: fixedValues(query.where, 'resourceType'),
    countsOnly:
      isAggregation(query) &&
      propertyPaths(query).every((path) => COUNTED_PROPERTIES.has(path.join('.'))),
  };
}

/** True for a query that selects aggregates: its rows are groups. */
export function isAggregation({ select }: Query): boolean {
  return select.some((item) => item.kind === 'aggregate');
}

async function select(
  query: Query,
  source: DocumentSource,
  page: PageRequest,
): Promise<ResultPage> {
  const cut = selectProperties(query.select);
  const rows: string[] = [];
  let last: string | null = null;
  for await (const { document, position } of matches(query, source, page.after)) {
    if (rows.length === page.limit) return { rows, next: last };
    rows.push(writeConfigJson(cut(document)));
    last = position;
  }
  return { rows, next: null };
}

async function selectOrdered(
  query: Query,
  source: DocumentSource,
  page: PageRequest,
): Promise<ResultPage> {
  const offset = Number(page.after ?? 0);
  const first = keepFirst<ConfigurationDocument>(offset + page.limit + 1, rowOrder(query.orderBy));
  for await (const { document } of matches(query, source, null)) first.add(document);
  const cut = selectProperties(query.select);
  return cutPage(first.sorted(), page, (document) => writeConfigJson(cut(document)));
}

async function aggregate(
  query: Query,
  source: DocumentSource,
  page: PageRequest,
): Promise<ResultPage> {
  return groupPage(query, await groupAll(query, source), page);
}

/** All groups of an aggregation, in order: every page of it is cut from them. */
export async function groupAll(
  query: Query,
  source: DocumentSource,
): Promise<readonly ConfigurationDocument[]> {
  const grouping = createGrouping(query);
  for await (const { document, weight = 1 } of matches(query, source, null)) {
    grouping.add(document, weight);
  }
  return grouping.rows().toSorted(rowOrder(query.orderBy));
}

/** One page of an aggregation's groups. */
export function groupPage(
  query: Query,
  groups: readonly ConfigurationDocument[],
  page: PageRequest,
): ResultPage {
  const result = cutPage(groups, page, writeConfigJson);
  const unpaged = query.orderBy.some((item) => item.by.kind === 'aggregate');
  return unpaged ? { ...result, next: null } : result;
}

function cutPage(
  rows: readonly ConfigurationDocument[],
  page: PageRequest,
  write: (row: ConfigurationDocument) => string,
): ResultPage {
  const start = Number(page.after ?? 0);
  const end = start + page.limit;
  const next = end < rows.length ? String(end) : null;
  return { rows: rows.slice(start, end).map(write), next };
}
