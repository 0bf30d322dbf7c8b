import type { Condition } from './query-syntax.ts';

/** A set of values a property must be among, or null when it may have any. */
export type FixedValues = ReadonlySet<string> | null;

/**
 * The values a property must have for a condition to hold, as far as that can be told without looking at documents.
 * A source uses it to leave out whole accounts, Regions and resource types.
 */
export function fixedValues(condition: Condition | null, property: string): FixedValues {
  if (condition === null) return null;
  switch (condition.kind) {
    case 'compare':
      return condition.sign === '=' && isProperty(condition.path, property)
        ? new Set([String(condition.value)])
        : null;
    case 'in':
      return isProperty(condition.path, property) ? new Set(condition.values.map(String)) : null;
    case 'and':
      return condition.parts.map((part) => fixedValues(part, property)).reduce(inBoth, null);
    case 'or':
      return inEither(condition.parts.map((part) => fixedValues(part, property)));
    case 'not':
    case 'between':
    case 'like':
      return null;
  }
}

function isProperty(path: readonly string[], property: string): boolean {
  return path.length === 1 && path[0] === property;
}

function inBoth(left: FixedValues, right: FixedValues): FixedValues {
  if (left === null || right === null) return left ?? right;
  return new Set([...left].filter((value) => right.has(value)));
}

function inEither(sets: readonly FixedValues[]): FixedValues {
  const values = new Set<string>();
  for (const set of sets) {
    if (set === null) return null;
    for (const value of set) values.add(value);
  }
  return values;
}
