import type { JsonObject } from '../../world/types.ts';
import { order } from './compare-values.ts';
import { type ConfigurationDocument, isJsonObject } from './configuration-document.ts';
import { propertyValues, type Scalar } from './property-values.ts';
import type { Aggregate, PropertyPath, Query } from './query-syntax.ts';

/** Groups of documents being counted; only groups are kept, never documents. */
export interface Grouping {
  /** Counts a document, `weight` times. */
  add(document: ConfigurationDocument, weight: number): void;
  /** One row per group, in the order in which groups were first seen. */
  rows(): readonly JsonObject[];
}

interface Tally {
  count: number;
  sum: number;
  min: Scalar | null;
  max: Scalar | null;
}

interface Group {
  readonly values: readonly Scalar[];
  readonly tallies: readonly Tally[];
}

/**
 * Starts the aggregation of a query that selects aggregates. A property with several values (`tags.value`) puts a
 * document into one group per value; a document that lacks a grouped property is in no group.
 */
export function createGrouping(query: Query): Grouping {
  const aggregates = query.select.filter((item) => item.kind === 'aggregate');
  const groups = new Map<string, Group>();
  const groupFor = (values: readonly Scalar[]): Group => {
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, tallies: aggregates.map(emptyTally) };
    groups.set(key, group);
    return group;
  };
  if (query.groupBy.length === 0) groupFor([]);
  return {
    add: (document, weight) => {
      for (const values of groupKeys(document, query.groupBy)) {
        groupFor(values).tallies.forEach((tally, index) => {
          addDocument(tally, aggregates[index]?.property ?? null, { document, weight });
        });
      }
    },
    rows: () => [...groups.values()].map((group) => groupRow(query, group)),
  };
}

function emptyTally(): Tally {
  return { count: 0, sum: 0, min: null, max: null };
}

function groupKeys(
  document: ConfigurationDocument,
  paths: readonly PropertyPath[],
): readonly (readonly Scalar[])[] {
  return paths.reduce<readonly (readonly Scalar[])[]>(
    (keys, path) => {
      const values = [...new Set(propertyValues(document, path))];
      return keys.flatMap((key) => values.map((value) => [...key, value]));
    },
    [[]],
  );
}

function addDocument(
  tally: Tally,
  property: PropertyPath | null,
  { document, weight }: { readonly document: ConfigurationDocument; readonly weight: number },
): void {
  if (property === null) tally.count += weight;
  else for (const value of propertyValues(document, property)) addValue(tally, value, weight);
}

function addValue(tally: Tally, value: Scalar, weight: number): void {
  tally.count += weight;
  if (typeof value === 'number') tally.sum += value * weight;
  if (tally.min === null || order(value, tally.min) < 0) tally.min = value;
  if (tally.max === null || order(value, tally.max) > 0) tally.max = value;
}

function groupRow(query: Query, { values, tallies }: Group): JsonObject {
  const row: Record<string, JsonObject[string]> = {};
  query.select
    .filter((item) => item.kind === 'aggregate')
    .forEach((aggregate, index) => {
      const sums = tallies[index];
      if (sums) row[aggregate.name] = aggregateValue(aggregate, sums);
    });
  const selected = new Set(query.select.map((item) => item.name));
  query.groupBy.forEach((path, index) => {
    const value = values[index];
    if (value !== undefined && selected.has(path.join('.'))) putAt(row, path, value);
  });
  return row;
}

function aggregateValue({ call }: Aggregate, sums: Tally): Scalar | null {
  switch (call) {
    case 'COUNT':
      return sums.count;
    case 'SUM':
      return sums.sum;
    case 'AVG':
      return sums.count === 0 ? null : sums.sum / sums.count;
    case 'MIN':
      return sums.min;
    case 'MAX':
      return sums.max;
  }
}

function putAt(row: Record<string, JsonObject[string]>, path: PropertyPath, value: Scalar): void {
  const [member, ...rest] = path;
  if (member === undefined) return;
  if (rest.length === 0) {
    row[member] = value;
    return;
  }
  const below = row[member];
  const inner: Record<string, JsonObject[string]> = isJsonObject(below) ? { ...below } : {};
  putAt(inner, rest, value);
  row[member] = inner;
}
