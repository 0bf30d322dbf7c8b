import { SEVERITIES } from '../../pipeline-server/contracts/parameters.ts';
import type { Row } from './row.ts';

type Compare = (a: Row, b: Row) => number;

/** Largest saving first, unpriced rows last. */
export const bySaving: Compare = (a, b) => savingOf(b) - savingOf(a);

/** Worst severity first. */
export const bySeverity: Compare = (a, b) =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);

/** By a field's number, largest first; rows without one last. */
export function byNumber(field: string): Compare {
  return (a, b) => numberIn(b, field) - numberIn(a, field);
}

/** By a field's number, smallest first; rows without one last. */
export function byNumberAscending(field: string): Compare {
  return (a, b) => numberIn(a, field, -UNPRICED) - numberIn(b, field, -UNPRICED);
}

/** Sorted by the first comparison that tells rows apart, in the end by id, so that equal answers look equal. */
export function ordered(rows: readonly Row[], ...comparisons: readonly Compare[]): readonly Row[] {
  return rows.toSorted((a, b) => {
    for (const compare of comparisons) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return a.id < b.id ? -1 : Number(a.id > b.id);
  });
}

/** Below any real saving; finite, so that two unpriced rows compare as equal. */
const UNPRICED = -Number.MAX_SAFE_INTEGER;

function savingOf(row: Row): number {
  return row.monthlySaving?.amount ?? UNPRICED;
}

function numberIn(row: Row, field: string, absent = UNPRICED): number {
  const value = row.fields[field];
  return typeof value === 'number' ? value : absent;
}
