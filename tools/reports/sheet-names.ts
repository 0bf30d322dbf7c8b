import { lineText } from './neutral-text.ts';

/** Excel's own limit. */
const LONGEST_NAME = 31;

/**
 * Makes names for sheets out of titles: unique whatever their case, without the characters that Excel refuses, and
 * none of those that are taken.
 */
export function createSheetNames(taken: readonly string[]): (title: string) => string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return (title) => {
    const plain = lineText(title).replace(/[[\]:*?/\\]/g, ' ');
    const base = plain.replace(/^['\s=+\-@]+|['\s]+$/g, '') || 'Analysis';
    const name = firstFree(base, used);
    used.add(name.toLowerCase());
    return name;
  };
}

function firstFree(base: string, used: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const name = base.slice(0, LONGEST_NAME - suffix.length).trim() + suffix;
    if (!used.has(name.toLowerCase())) return name;
  }
}
