import type { Span } from '../words.ts';
import { utc } from './calendar.ts';
import type { YearRule } from './date-words.ts';
import { DAY, ISO_DAY, MONTH, MONTH_YEAR, monthNumber, yearOf } from './date-words.ts';
import { spanOf } from './found.ts';
import type { Refusal } from './refusal.ts';
import { isUnderstood } from './refusal.ts';

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** "September 31 days" counts days. */
const NO_UNIT = '(?! ?(?:%|percent|usd|days?|weeks?|hours?|months?|years?)\\b)';
const ISO = new RegExp(`(?<![\\w-])${ISO_DAY}(?![\\w-])`, 'g');
const DAY_FIRST = new RegExp(`(?<![\\w.,-])${DAY}(?: of)? ${MONTH_YEAR}\\b`, 'g');
const MONTH_FIRST = new RegExp(
  `\\b${MONTH} (?:\\d{1,2}(?:st|nd|rd|th)? ?(?:to|-|until) ?)?${DAY}(?:,? (20\\d{2}))?\\b${NO_UNIT}`,
  'g',
);

interface WrittenDay {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
}

/** Days that a text names and that no calendar has ("31 February", "2026-13-01"). `counts` are places of plain numbers. */
export function findImpossibleDates(
  text: string,
  rule: YearRule,
  counts: readonly Span[] = [],
): readonly Refusal[] {
  const matches = [ISO, DAY_FIRST, MONTH_FIRST]
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ pattern, match })))
    .filter(({ match }) => !isUnderstood(spanOf(match), counts));
  const days = matches.flatMap(({ pattern, match }) => {
    const day = readDay(pattern, [...match], rule);
    return isPossible(day) ? [] : [refuse(day)];
  });
  return days.filter(
    ({ problem }, index) => days.findIndex((day) => day.problem === problem) === index,
  );
}

function readDay(
  pattern: RegExp,
  [, first = '', second = '', third]: readonly (string | undefined)[],
  rule: YearRule,
): WrittenDay {
  if (pattern === ISO) {
    return { year: Number(first), month: Number(second) - 1, day: Number(third) };
  }
  const [name, day] = pattern === DAY_FIRST ? [second, first] : [first, second];
  const month = monthNumber(name);
  return { year: yearOf(third, month, rule), month, day: Number(day) };
}

function isPossible({ year, month, day }: WrittenDay): boolean {
  const date = utc(year, month, day);
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

function refuse({ year, month, day }: WrittenDay): Refusal {
  const name = MONTH_NAMES[month];
  if (name === undefined) {
    return {
      problem: `There is no month ${month + 1} in a year.`,
      remedy: 'Write a date as year, month and day, such as 2026-10-31.',
    };
  }
  const last = utc(year, month + 1, 0).getUTCDate();
  return {
    problem: `There is no ${day} ${name} ${year}: that month has ${last} days.`,
    remedy: `Ask again with a day that exists, such as ${last} ${name} ${year}, or with the whole month.`,
  };
}
