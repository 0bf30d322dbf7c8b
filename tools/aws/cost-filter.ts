import type { Dimension, Expression } from '@aws-sdk/client-cost-explorer';

/** A condition on a billing dimension; an empty list is no condition. */
export function whereDimension(key: Dimension, values: readonly string[]): Expression | null {
  return values.length === 0 ? null : { Dimensions: { Key: key, Values: [...values].toSorted() } };
}

/** A condition on a cost-allocation tag: any of the values, spelled exactly so. */
export function whereTag(key: string, values: readonly string[]): Expression {
  return { Tags: { Key: key, Values: [...values] } };
}

/** All conditions together; Cost Explorer refuses an And of one, so one stands for itself. Null when there is none. */
export function whereAll(conditions: readonly (Expression | null)[]): Expression | null {
  const given = conditions.filter((condition) => condition !== null);
  if (given.length <= 1) return given[0] ?? null;
  return { And: given };
}
