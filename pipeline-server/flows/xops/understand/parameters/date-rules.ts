import type { Period } from '../../../../contracts/parameters.ts';
import { addDays, dayOf, monthStart, period, plainPeriod, utc } from './calendar.ts';
import type { YearRule } from './date-words.ts';
import {
  DAY,
  ISO_DAY,
  lastWeekday,
  MONTH,
  MONTH_YEAR,
  monthDate,
  monthNumber,
  WEEKDAY,
  yearOf,
} from './date-words.ts';
import type { PeriodRule } from './period-rule.ts';
import { relative } from './relative-rules.ts';

const all = (pattern: string) => new RegExp(pattern, 'g');
const number = (text: string | undefined) => Number(text);

/** Open stretches up to now, and single dates. */
export const DATE_RULES: readonly PeriodRule[] = [
  {
    pattern: all(
      `\\bsince (?:the )?(?:start|beginning) of (?:the|this) (week|month|quarter|year)\\b`,
    ),
    read: ([, unit = ''], { now }) => relative('this', unit, now),
  },
  {
    pattern: all(`\\bsince ${ISO_DAY}\\b`),
    read: ([text = '', y, m, d], { now }) =>
      since(text, utc(number(y), number(m) - 1, number(d)), now),
  },
  {
    pattern: all(`\\b(?:since|from) (?:the )?${DAY}(?: of)? ${MONTH_YEAR}\\b`),
    read: ([, d, name = '', y], rule) => since('', dayDate(d, { name, year: y }, rule), rule.now),
  },
  {
    pattern: all(`\\bsince (?:last |the start of |the beginning of )?${MONTH_YEAR}\\b(?! \\d)`),
    read: ([text = '', name = '', y], rule) => since(text, monthDate(name, y, rule), rule.now),
  },
  {
    pattern: all(`\\bsince (?:last )?${WEEKDAY}\\b`),
    read: ([text = '', name = ''], { now }) => since(text, lastWeekday(name, now), now),
  },
  {
    pattern: /\bsince (yesterday|last (?:week|month|quarter|year))\b/g,
    read: ([text = '', what = ''], { now }) => sinceRelative(text, what, now),
  },
  {
    pattern: /\bsince (20\d{2})\b/g,
    read: ([text = '', y], { now }) => since(text, utc(number(y), 0), now),
  },
  {
    pattern: all(`(?:on )?\\b${ISO_DAY}\\b`),
    read: ([, y, m, d]) =>
      plainPeriod(
        utc(number(y), number(m) - 1, number(d)),
        utc(number(y), number(m) - 1, number(d) + 1),
      ),
  },
  {
    pattern: /\b(20\d{2})-(0[1-9]|1[0-2])\b(?!-)/g,
    read: ([, y, m]) => plainPeriod(utc(number(y), number(m) - 1), utc(number(y), number(m))),
  },
  {
    pattern: all(`\\b(?:on )?(?:the )?${DAY}(?: of)? ${MONTH_YEAR}\\b`),
    read: ([, d, name = '', y], rule) => oneDay(dayDate(d, { name, year: y }, rule)),
  },
  {
    pattern: all(`\\b(?:on )?${MONTH} ${DAY}(?:,? (20\\d{2}))?\\b(?!\\d)`),
    read: ([, name = '', d, y], rule) => oneDay(dayDate(d, { name, year: y }, rule)),
  },
  {
    pattern: all(
      `\\b(?:(?:in|during|for|of|on|by|this|last|whole|month of) (?:the month of )?)?${MONTH_YEAR}\\b`,
    ),
    read: ([text = '', name = '', y], rule) => namedMonth(text, { name, year: y }, rule),
  },
  {
    pattern: all(`\\bon ${WEEKDAY}\\b|\\blast ${WEEKDAY}\\b`),
    read: ([, on, last], { now }) => oneDay(lastWeekday(on ?? last ?? 'monday', now)),
  },
  {
    pattern:
      /\b(?:in|during|for|of|year|calendar year|whole of) (20\d{2})\b|\b(20[12]\d)\b(?=[ ?.!,]*$)/g,
    read: ([, named, bare]) =>
      plainPeriod(utc(number(named ?? bare), 0), utc(number(named ?? bare) + 1, 0)),
  },
];

interface WrittenMonth {
  readonly name: string;
  readonly year: string | undefined;
}

/** Null for a day that the month does not have: in "top 50 October costs" the number is none of the date. */
function dayDate(day: string | undefined, month: WrittenMonth, rule: YearRule): Date | null {
  const count = monthNumber(month.name);
  const date = utc(yearOf(month.year, count, rule), count, number(day));
  return date.getUTCMonth() === count && number(day) > 0 ? date : null;
}

function oneDay(date: Date | null): Period | null {
  return date === null ? null : plainPeriod(date, addDays(date, 1));
}

function since(words: string, start: Date | null, now: Date): Period | null {
  const end = addDays(dayOf(now), 1);
  if (start === null || start >= end) return null;
  return words === ''
    ? plainPeriod(start, end)
    : period(words.replace(/^from/, 'since'), start, end);
}

function sinceRelative(words: string, what: string, now: Date): Period | null {
  if (what === 'yesterday') return since(words, addDays(dayOf(now), -1), now);
  const start = relative('last', what.replace('last ', ''), now)?.start;
  return start === undefined ? null : since(words, new Date(start), now);
}

function namedMonth(text: string, month: WrittenMonth, rule: YearRule): Period | null {
  const everyday = /^(?:may|mar|march|dec|sep|jan)$/.test(month.name);
  if (everyday && month.year === undefined && !/^(?:in|during|for|of|last|this|by) /.test(text))
    return null;
  const start = monthDate(month.name, month.year, rule);
  return plainPeriod(start, monthStart(start, 1));
}
