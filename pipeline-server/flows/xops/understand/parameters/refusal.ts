import { distance } from 'fastest-levenshtein';
import { isKnownStem } from '../concepts.ts';
import commonWords from '../lexicon/common-words.json' with { type: 'json' };
import noNames from '../lexicon/no-names.json' with { type: 'json' };
import { stem } from '../stem.ts';
import type { Span } from '../words.ts';

/** Something that a question names plainly and that does not exist. */
export interface Refusal {
  readonly problem: string;
  /** What there is instead, and what to ask. */
  readonly remedy: string;
}

const NEAREST = 3;
const LONGEST_NAME = 60;

const ordinary: ReadonlySet<string> = new Set([...commonWords, ...noNames].map(stem));

/** True for a word that may stand beside "account" or "Region" without naming one: "in account order". */
export function isOrdinary(word: string): boolean {
  const parts = word.toLowerCase().split(/[^a-z\d]+/);
  return parts.every((part) => ordinary.has(stem(part)) || isKnownStem(stem(part)));
}

/** The names that differ least from what was written, the nearest first. */
export function nearest(written: string, names: readonly string[]): readonly string[] {
  const near = (name: string) => distance(written.toLowerCase(), name.toLowerCase());
  return names.toSorted((left, right) => near(left) - near(right)).slice(0, NEAREST);
}

/** A name as the question wrote it, not too long to be said again. */
export function asWritten(text: string, { start, end }: Span): string {
  const name = text.slice(start, end).replace(/[.-]+$/, '');
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}

/** True where one of the places was understood already. */
export function isUnderstood(span: Span, understood: readonly Span[]): boolean {
  return understood.some((known) => known.start < span.end && span.start < known.end);
}
