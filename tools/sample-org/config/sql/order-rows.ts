import type { JsonObject } from '../../world/types.ts';
import { order } from './compare-values.ts';
import type { ConfigurationDocument } from './configuration-document.ts';
import { propertyValues, type Scalar } from './property-values.ts';
import type { OrderItem } from './query-syntax.ts';

/** Compares two rows or documents by ORDER BY; those that lack the property come last. */
export type RowOrder = (left: JsonObject, right: JsonObject) => number;

/** Makes the comparison of an ORDER BY clause. */
export function rowOrder(items: readonly OrderItem[]): RowOrder {
  return (left, right) => {
    for (const item of items) {
      const difference = compareBy(item, left, right);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function compareBy(item: OrderItem, left: JsonObject, right: JsonObject): number {
  const [a, b] = [sortValue(item, left), sortValue(item, right)];
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return item.descending ? order(b, a) : order(a, b);
}

function sortValue({ by }: OrderItem, row: JsonObject): Scalar | undefined {
  const path = by.kind === 'aggregate' ? [by.name] : by.path;
  return propertyValues(row, path)[0];
}

/** Keeps the first rows of an ordering while documents stream by. */
export interface FirstRows {
  add(document: ConfigurationDocument): void;
  /** The kept documents in order. */
  sorted(): readonly ConfigurationDocument[];
}

/** Keeps the first `size` documents of an ordering, holding at most twice as many at any time. */
export function keepFirst(size: number, compare: RowOrder): FirstRows {
  let kept: ConfigurationDocument[] = [];
  const trim = (): void => {
    kept = kept.toSorted(compare).slice(0, size);
  };
  return {
    add: (document) => {
      kept.push(document);
      if (kept.length >= size * 2) trim();
    },
    sorted: () => {
      trim();
      return kept;
    },
  };
}
