import type { Period } from '../../../../contracts/parameters.ts';
import { addDays, dayOf, monthStart, period, quarterStart, utc } from './calendar.ts';
import { NUMBER, numberOf } from './numbers.ts';
import type { PeriodRule } from './period-rule.ts';

const all = (pattern: string) => new RegExp(pattern, 'g');

/** Periods counted from now. */
export const RELATIVE_RULES: readonly PeriodRule[] = [
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

/** This, last or next day, week (from Monday), month, quarter or year; an open one ends with today. */
export function relative(which: string, unit: string, now: Date): Period | null {
  const today = dayOf(now);
  const shift = { this: 0, current: 0, next: 1, coming: 1 }[which] ?? -1;
  const start = unitStart(today, unit, shift);
  const end = shift === 0 ? addDays(today, 1) : unitStart(today, unit, shift + 1);
  const words = shift === 0 && unit !== 'day' ? `this ${unit} to date` : `${which} ${unit}`;
  return period(words, start, end);
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
