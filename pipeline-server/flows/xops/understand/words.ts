import type { CleanText } from './clean-text.ts';
import { stem } from './stem.ts';

/** One word of a question, with its place in the clean text. */
export interface Word {
  readonly text: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
}

/** A stretch of the clean text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Letters and digits; a list of ranges, because Unicode classes cost ten milliseconds to compile. */
const WORD = /[\w\u00c0-\u1fff\u2c00-\ud7ff\uf900-\uffff]+/g;

/** Splits at everything that is neither letter nor digit, so that "multi-AZ" and "multi AZ" read the same. */
export function wordsOf(text: CleanText['lower']): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({
    text: match[0],
    stem: stem(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Blanks stretches that were understood as parameters; every other place stays where it was. */
export function blank(text: string, spans: readonly Span[]): string {
  return spans.reduce(
    (rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
    text,
  );
}
