import type { ConfigurationDocument } from './sql/configuration-document.ts';

type Groups = readonly ConfigurationDocument[];

/** Aggregations that are kept: their pages are asked for one after the other, several queries at a time. */
const KEPT = 8;

/**
 * Keeps the groups of the last aggregations by their expression (with which state of the organisation it was asked of), so that
 * each is made once and not for every page.
 */
export function rememberGroups(): (
  expression: string,
  make: () => Promise<Groups>,
) => Promise<Groups> {
  const kept = new Map<string, Promise<Groups>>();
  return (expression, make) => {
    const groups = kept.get(expression) ?? make();
    kept.delete(expression);
    kept.set(expression, groups);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return groups;
  };
}
