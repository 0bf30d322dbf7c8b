import type { Period } from '../../../../contracts/analysis.ts';
import {
  addDays,
  dayOf,
  financialYearStart,
  monthStart,
  period,
  plainPeriod,
  quarterStart,
  utc,
} from './calendar.ts';
import type { YearRule } from './date-words.ts';
import {
  DAY,
  lastWeekday,
  MONTH,
  MONTH_YEAR,
  monthDate,
  monthNumber,
  WEEKDAY,
  yearOf,
} from './date-words.ts';
import { NUMBER, numberOf } from './numbers.ts';

/** One way to name a period: an expression with the `g` flag and what a match means; null when it is no date. */
export interface PeriodRule {
  readonly pattern: RegExp;
  readonly read: (groups: readonly (string | undefined)[], rule: YearRule) => Period | null;
}

const ISO = '(20\\d{2})-(\\d{2})-(\\d{2})';
const TO = ' ?(?:and|to|until|till|through|thru|-|–|\\.\\.) ?(?:the )?';
const all = (pattern: string) => new RegExp(pattern, 'g');
const number = (text: string | undefined) => Number(text);

/** Named stretches between two dates. */
const RANGES: readonly PeriodRule[] = [
  {
    pattern: all(`(?:between |from )?${ISO}${TO}${ISO}`),
    read: ([, y1, m1, d1, y2, m2, d2]) =>
      plainPeriod(
        utc(number(y1), number(m1) - 1, number(d1)),
        utc(number(y2), number(m2) - 1, number(d2) + 1),
      ),
  },
  {
    pattern: all(`(?:between |from )?(20\\d{2})-(\\d{2})${TO}(20\\d{2})-(\\d{2})\\b(?!-)`),
    read: ([, y1, m1, y2, m2]) =>
      plainPeriod(utc(number(y1), number(m1) - 1), utc(number(y2), number(m2))),
  },
  {
    pattern: all(`\\b(?:between |from )?(?:the )?${DAY}${TO}${DAY}(?: of)? ${MONTH_YEAR}\\b`),
    read: ([, from, to, name, year], rule) => daysOfMonth({ from, to, name, year }, rule),
  },
  {
    pattern: all(
      `\\b(?:between |from )?${MONTH} ${DAY}${TO}${DAY}(?:,? (20\\d{2}))?\\b(?! ${MONTH})`,
    ),
    read: ([, name, from, to, year], rule) => daysOfMonth({ from, to, name, year }, rule),
  },
  {
    pattern: all(
      `\\b(?:between |from )?${DAY}(?: of)? ${MONTH_YEAR}${TO}${DAY}(?: of)? ${MONTH_YEAR}\\b`,
    ),
    read: ([, d1, m1 = '', y1, d2, m2 = '', y2], rule) =>
      fromTo(
        { name: m1, year: y1 ?? y2, day: number(d1) },
        { name: m2, year: y2, day: number(d2) + 1 },
        rule,
      ),
  },
  {
    pattern: all(`\\b(?:between |from )${MONTH_YEAR}${TO}(?:end of )?${MONTH_YEAR}\\b`),
    read: ([, m1 = '', y1, m2 = '', y2], rule) => {
      const end = monthDate(m2, y2, rule);
      const start = monthDate(m1, y1 ?? y2, rule);
      const begin = start > end ? monthStart(start, -12) : start;
      return plainPeriod(begin, monthStart(end, 1));
    },
  },
];

/** Quarters, halves and financial years. */
const YEARS: readonly PeriodRule[] = [
  {
    pattern: /\bq([1-4]) ?(?:of )?fy ?(?:20)?(\d{2})\b|\bfy ?(?:20)?(\d{2}) ?q([1-4])\b/g,
    read: ([, q1, y1, y2, q2]) => {
      const start = utc(2000 + number(y1 ?? y2) - 1, 6 + (number(q1 ?? q2) - 1) * 3);
      const words = `Q${q1 ?? q2} of FY${y1 ?? y2}, Australian financial year`;
      return period(words, start, monthStart(start, 3));
    },
  },
  {
    pattern:
      /\bfy ?'?(?:20)?(?:\d{2}[/-])?(\d{2})\b|\b(?:financial|fiscal) year (?:of )?(?:20)?(?:\d{2}[/-])?(?:20)?(\d{2})\b/g,
    read: ([, short, long]) => financialYear(2000 + number(short ?? long)),
  },
  {
    pattern:
      /\b(this|current|last|previous|next|prior) (?:financial|fiscal) year\b|\bfytd\b|\b(?:financial|fiscal) year(?: to date| so far)?\b/g,
    read: ([text = '', which], { now }) => relativeFinancialYear(which ?? 'this', text, now),
  },
  {
    pattern: /\bq([1-4])(?: ?,? ?(?:of )?(20\d{2}|'?\d{2}))?\b|\b(20\d{2})[ -]?q([1-4])\b/g,
    read: ([, q1, y1, y2, q2], { now }) => quarter(number(q1 ?? q2), y1 ?? y2, now),
  },
  {
    pattern: /\b(first|second|third|fourth) quarter(?: (?:of )?(20\d{2}))?\b/g,
    read: ([, name = '', year], { now }) =>
      quarter(['first', 'second', 'third', 'fourth'].indexOf(name) + 1, year, now),
  },
  {
    pattern: /\bh([12])(?: (?:of )?(20\d{2}))?\b/g,
    read: ([, half, year], { now }) => {
      const start = utc(
        year === undefined ? now.getUTCFullYear() : number(year),
        (number(half) - 1) * 6,
      );
      return period(`H${half} ${start.getUTCFullYear()}`, start, monthStart(start, 6));
    },
  },
];

/** Periods counted from now. */
const RELATIVE: readonly PeriodRule[] = [
  {
    pattern: all(
      `\\b(?:the )?(?:last|past|previous|prior|trailing|preceding|recent) (${NUMBER}) (?:full |complete |calendar )?(hours?|days?|weeks?|fortnights?|months?|quarters?|years?)\\b`,
    ),
    read: ([text = '', count, unit = ''], { now }) =>
      lastUnits(text, numberOf(count) ?? 1, { unit, now }),
  },
  {
    pattern:
      /\b(?:the )?(last|past|previous|prior|this|current|next|coming) (day|week|fortnight|month|quarter|year)(?: so far| to date)?\b/g,
    read: ([, which = '', unit = ''], { now }) => relative(which, unit, now),
  },
  {
    pattern: /\b(month|quarter|year)[ -](?:to[ -]date|so far)\b|\b(m|q|y)td\b/g,
    read: ([, unit, letter], { now }) =>
      relative(
        'this',
        unit ?? { m: 'month', q: 'quarter', y: 'year' }[letter ?? 'm'] ?? 'month',
        now,
      ),
  },
  {
    pattern: /\b(the day before yesterday|yesterday|today|tonight|overnight|last night)\b/g,
    read: ([word = ''], { now }) => namedDay(word, now),
  },
];

/** Open stretches up to now, and single dates. */
const DATES: readonly PeriodRule[] = [
  {
    pattern: all(
      `\\bsince (?:the )?(?:start|beginning) of (?:the|this) (week|month|quarter|year)\\b`,
    ),
    read: ([, unit = ''], { now }) => relative('this', unit, now),
  },
  {
    pattern: all(`\\bsince ${ISO}\\b`),
    read: ([text = '', y, m, d], { now }) =>
      since(text, utc(number(y), number(m) - 1, number(d)), now),
  },
  {
    pattern: all(`\\b(?:since|from) (?:the )?${DAY}(?: of)? ${MONTH_YEAR}\\b`),
    read: ([, d, name = '', y], rule) => since('', dayDate(d, name, y, rule), rule.now),
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
    pattern: all(`(?:on )?\\b${ISO}\\b`),
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
    read: ([, d, name = '', y], rule) => oneDay(dayDate(d, name, y, rule)),
  },
  {
    pattern: all(`\\b(?:on )?${MONTH} ${DAY}(?:,? (20\\d{2}))?\\b(?!\\d)`),
    read: ([, name = '', d, y], rule) => oneDay(dayDate(d, name, y, rule)),
  },
  {
    pattern: all(
      `\\b(?:(?:in|during|for|of|on|by|this|last|whole|month of) (?:the month of )?)?(?<!\\b(?:i|we|you|they|it|that|and|which|who|can|this|these|those|one|steps?) )${MONTH_YEAR}\\b`,
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

/** All rules; an earlier rule wins the text it matches. */
export const PERIOD_RULES: readonly PeriodRule[] = [...RANGES, ...YEARS, ...RELATIVE, ...DATES];

interface MonthDays {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly name: string | undefined;
  readonly year: string | undefined;
}

interface DayMonth {
  readonly name: string;
  readonly year: string | undefined;
  readonly day: number;
}

function daysOfMonth({ from, to, name = '', year }: MonthDays, rule: YearRule): Period | null {
  return fromTo({ name, year, day: number(from) }, { name, year, day: number(to) + 1 }, rule);
}

function fromTo(from: DayMonth, to: DayMonth, rule: YearRule): Period | null {
  const start = monthDate(from.name, from.year, rule);
  const end = monthDate(to.name, to.year, rule);
  const first = addDays(start, from.day - 1);
  const last = addDays(end, to.day - 1);
  return first < last ? plainPeriod(first, last) : null;
}

function dayDate(
  day: string | undefined,
  name: string,
  year: string | undefined,
  rule: YearRule,
): Date {
  const month = monthNumber(name);
  return utc(yearOf(year, month, rule), month, number(day));
}

function oneDay(date: Date): Period {
  return plainPeriod(date, addDays(date, 1));
}

function since(words: string, start: Date, now: Date): Period | null {
  const end = addDays(dayOf(now), 1);
  if (start >= end) return null;
  return words === ''
    ? plainPeriod(start, end)
    : period(words.replace(/^from/, 'since'), start, end);
}

function sinceRelative(words: string, what: string, now: Date): Period | null {
  if (what === 'yesterday') return since(words, addDays(dayOf(now), -1), now);
  const start = relative('last', what.replace('last ', ''), now)?.start;
  return start === undefined ? null : since(words, new Date(start), now);
}

function quarter(count: number, year: string | undefined, now: Date): Period {
  const written = year === undefined ? null : number(year.replace("'", '').padStart(4, '20'));
  const current = Math.floor(now.getUTCMonth() / 3) + 1;
  const chosen = written ?? now.getUTCFullYear() - (count > current ? 1 : 0);
  const start = utc(chosen, (count - 1) * 3);
  return period(`Q${count} ${chosen}`, start, monthStart(start, 3));
}

function financialYear(endYear: number): Period {
  const words = `FY${String(endYear).slice(2)}, Australian financial year July to June`;
  return period(words, utc(endYear - 1, 6), utc(endYear, 6));
}

function relativeFinancialYear(which: string, text: string, now: Date): Period {
  const shift = { last: -1, previous: -1, prior: -1, next: 1 }[which] ?? 0;
  const start = financialYearStart(now, shift);
  const whole = financialYear(start.getUTCFullYear() + 1);
  if (shift !== 0) return whole;
  const words = `${text.trim()}, Australian financial year from July`;
  return period(words, start, addDays(dayOf(now), 1));
}

function lastUnits(
  words: string,
  count: number,
  context: { readonly unit: string; readonly now: Date },
): Period {
  const today = dayOf(context.now);
  const end = { month: monthStart(today), quarter: quarterStart(today), year: monthStart(today) };
  switch (context.unit.replace(/s$/, '')) {
    case 'month':
      return period(words, monthStart(today, -count), end.month);
    case 'quarter':
      return period(words, quarterStart(today, -count), end.quarter);
    case 'year':
      return period(words, monthStart(today, -12 * count), end.year);
    case 'hour':
      return period(words, addDays(today, -Math.ceil(count / 24)), addDays(today, 1));
    default:
      return period(words, addDays(today, -count * unitDays(context.unit)), today);
  }
}

function unitDays(unit: string): number {
  return { week: 7, fortnight: 14 }[unit.replace(/s$/, '')] ?? 1;
}

function namedDay(word: string, now: Date): Period {
  const back = { today: 0, tonight: 0, 'the day before yesterday': -2 }[word] ?? -1;
  const start = addDays(dayOf(now), back);
  return period(word, start, addDays(start, 1));
}

function namedMonth(
  text: string,
  month: { readonly name: string; readonly year: string | undefined },
  rule: YearRule,
): Period | null {
  const everyday = /^(?:may|mar|march|dec|sep|jan)$/.test(month.name);
  if (everyday && month.year === undefined && !/^(?:in|during|for|of|last|this|by) /.test(text))
    return null;
  const start = monthDate(month.name, month.year, rule);
  return plainPeriod(start, monthStart(start, 1));
}

/** This, last or next day, week (from Monday), month, quarter or year; an open one ends with today. */
function relative(which: string, unit: string, now: Date): Period | null {
  const today = dayOf(now);
  const shift = { this: 0, current: 0, next: 1, coming: 1 }[which] ?? -1;
  const start = unitStart(today, unit, shift);
  const end = shift === 0 ? addDays(today, 1) : unitStart(today, unit, shift + 1);
  const words = shift === 0 && unit !== 'day' ? `this ${unit} to date` : `${which} ${unit}`;
  return period(words, start, end);
}

function unitStart(today: Date, unit: string, shift: number): Date {
  const monday = addDays(today, -((today.getUTCDay() + 6) % 7));
  switch (unit) {
    case 'month':
      return monthStart(today, shift);
    case 'quarter':
      return quarterStart(today, shift);
    case 'year':
      return utc(today.getUTCFullYear() + shift, 0);
    case 'week':
      return addDays(monday, 7 * shift);
    case 'fortnight':
      return addDays(today, 14 * shift);
    default:
      return addDays(today, shift);
  }
}
