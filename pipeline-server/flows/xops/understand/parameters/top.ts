import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';
import { NUMBER, numberOf } from './numbers.ts';

const RANKED =
  'top|biggest|largest|worst|highest|first|priciest|oldest|newest|latest|best|costliest|lowest|smallest|heaviest|greatest|most \\w+';
const PATTERNS = [
  new RegExp(
    `\\b(?:the )?(?:${RANKED}) (${NUMBER})\\b(?! (?:days?|weeks?|months?|years?|quarters?)\\b)`,
    'g',
  ),
  new RegExp(`\\b(${NUMBER}) (?:of the )?(?:${RANKED})\\b`, 'g'),
  /\b(?:limit(?:ed)?(?: it| them)?(?: to)?|no more than|at most|up to) (\d{1,4})\b(?! ?(?:%|percent|days?|weeks?|months?|years?|usd|gb))/g,
];
const NOT_NUMBERS = new Set(['a', 'an', 'one', 'hundred', 'couple']);

/** Reads how many rows are wanted: "top 10", "five biggest", "worst 3". */
export function readTop({ text }: ReadContext): Found<number | null> {
  for (const pattern of PATTERNS) {
    for (const match of text.lower.matchAll(pattern)) {
      const value = NOT_NUMBERS.has(match[1] ?? '') ? null : numberOf(match[1]);
      if (value !== null && value > 0) return { value, spans: [spanOf(match)], notes: [] };
    }
  }
  return { value: null, spans: [], notes: [] };
}
