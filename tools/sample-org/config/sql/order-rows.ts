import type { JsonObject } from '../../world/types.ts';
import { order } from './compare-values.ts';
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
