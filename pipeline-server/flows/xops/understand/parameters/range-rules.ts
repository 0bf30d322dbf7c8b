import type { Period } from '../../../../contracts/parameters.ts';
import { addDays, monthStart, plainPeriod, utc } from './calendar.ts';
import type { YearRule } from './date-words.ts';
import { DAY, ISO_DAY, MONTH, MONTH_YEAR, monthDate } from './date-words.ts';
import type { PeriodRule } from './period-rule.ts';

const TO = ' ?(?:and|to|until|till|through|thru|-|–|\\.\\.) ?(?:the )?';
const all = (pattern: string) => new RegExp(pattern, 'g');
const number = (text: string | undefined) => Number(text);

/** Named stretches between two dates. */
export const RANGE_RULES: readonly PeriodRule[] = [
  {
    pattern: all(`(?:between |from )?${ISO_DAY}${TO}${ISO_DAY}`),
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
