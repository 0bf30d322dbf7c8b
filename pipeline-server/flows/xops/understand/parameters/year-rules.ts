import type { Period } from '../../../../contracts/parameters.ts';
import { addDays, dayOf, financialYearStart, monthStart, period, utc } from './calendar.ts';
import type { PeriodRule } from './period-rule.ts';

const number = (text: string | undefined) => Number(text);

/** Quarters, halves and financial years. */
export const YEAR_RULES: readonly PeriodRule[] = [
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
