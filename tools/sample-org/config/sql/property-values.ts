import type { Json } from '../../world/types.ts';
import { type ConfigurationDocument, isJsonObject } from './configuration-document.ts';
import type { PropertyPath } from './query-syntax.ts';

/** A value a condition can be tested on. */
export type Scalar = string | number | boolean;

/**
 * Every scalar a path reaches. Arrays are walked through, so a path into an array of objects has one value per
 * element; a missing property has none.
 */
export function propertyValues(document: ConfigurationDocument, path: PropertyPath): Scalar[] {
  const found: Scalar[] = [];
  collect(document, { path, depth: 0 }, found);
  return found;
}

function collect(
  value: Json | undefined,
  at: { readonly path: PropertyPath; readonly depth: number },
  found: Scalar[],
): void {
  if (Array.isArray(value)) {
    for (const element of value) collect(element, at, found);
    return;
  }
  const part = at.path[at.depth];
  if (part === undefined) {
    if (isScalar(value)) found.push(value);
  } else if (isJsonObject(value)) {
    collect(value[part], { path: at.path, depth: at.depth + 1 }, found);
  }
}

function isScalar(value: Json | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
