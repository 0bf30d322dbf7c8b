import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';
import { daysOf, NUMBER, numberOf } from './numbers.ts';

const UNIT = '(days?|weeks?|months?|quarters?|years?)';
const LENGTH = `(${NUMBER})[- ]?${UNIT}`;
const PATTERNS = [
  new RegExp(
    `\\b(?:older than|more than|over|at least|longer than|greater than|exceeding|beyond|less than|fewer than|under|for)(?: the)? ${LENGTH}(?: or more| or longer| old| ago)?\\b`,
    'g',
  ),
  new RegExp(
    `\\b(?:in|within|over|during|inside|for)? ?(?:the )?(?:next|coming|following|upcoming) ${LENGTH}\\b`,
    'g',
  ),
  new RegExp(`\\b(?:within|in less than|in under|inside|in) (?:the )?${LENGTH}\\b(?! to )`, 'g'),
  new RegExp(
    `\\b${LENGTH}(?: or (?:more|older|longer))?(?: old| unused| idle| away| left| ago|\\+)`,
    'g',
  ),
  new RegExp(`(?:>=?|<=?) ?${LENGTH}\\b`, 'g'),
  /\b(\d{1,4})\+? ?(d)(?:ays?)?\b/g,
];
const NEVER_IN_PAST =
  /\b(?:not|no|nobody|none|never|unused|without|idle|inactive|untouched)\b[^.?!]{0,40}\b(?:in|for|over|during|within) (?:the )?(?:last|past|previous) /;
const PAST = new RegExp(`\\b(?:last|past|previous) ${LENGTH}\\b`, 'g');

/** A threshold, and whether it is what a past period means: "unused for the last 90 days". */
export interface Threshold {
  readonly days: number;
  readonly insteadOfPeriod: boolean;
}

/** Reads a threshold in days: "older than 90 days", "in the next 2 weeks", "unused for 60 days". */
export function readDays({ text }: ReadContext): Found<Threshold | null> {
  const insteadOfPeriod = NEVER_IN_PAST.test(text.lower);
  const patterns = insteadOfPeriod ? [PAST, ...PATTERNS] : PATTERNS;
  for (const match of patterns.flatMap((pattern) => [...text.lower.matchAll(pattern)])) {
    const count = numberOf(match[1]);
    if (count === null) continue;
    const days = daysOf(count, match[2] ?? 'day');
    return { value: { days, insteadOfPeriod }, spans: [spanOf(match)], notes: [] };
  }
  return { value: null, spans: [], notes: [] };
}
