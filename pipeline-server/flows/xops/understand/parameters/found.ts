import type { Organization } from '../../../../contracts/analysis.ts';
import type { CleanText } from '../clean-text.ts';
import type { Span } from '../words.ts';

/** What a reader of one parameter found, where it stood, and what must be said about it. */
export interface Found<T> {
  readonly value: T;
  readonly spans: readonly Span[];
  readonly notes: readonly string[];
}

/** What parameters are read from. */
export interface ReadContext {
  readonly text: CleanText;
  readonly organization: Organization;
  readonly now: Date;
}

/** The place of a match, or of one of its groups where the expression has the `d` flag. */
export function spanOf(match: RegExpMatchArray, group = 0): Span {
  const indices = match.indices?.[group];
  const start = indices?.[0] ?? match.index ?? 0;
  return { start, end: indices?.[1] ?? start + match[0].length };
}

/** Writes words as an alternative of a regular expression, longest first. */
export function anyOf(words: readonly string[]): string {
  return [...words]
    .sort((left, right) => right.length - left.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
}
