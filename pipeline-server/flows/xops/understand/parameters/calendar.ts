import type { Period } from '../../../../contracts/parameters.ts';

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Midnight UTC of a calendar day; `month` counts from 0 and may run over, as in `Date.UTC`. */
export function utc(year: number, month: number, day = 1): Date {
  return new Date(Date.UTC(year, month, day));
}

/** Midnight UTC of the day of `now`. */
export function dayOf(now: Date): Date {
  return utc(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
}

/** The day so many days later, or earlier. */
export function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY_MS);
}

/** The first day of the month so many months away from the month of `date`. */
export function monthStart(date: Date, months = 0): Date {
  return utc(date.getUTCFullYear(), date.getUTCMonth() + months);
}

/** The first day of the calendar quarter so many quarters away from the quarter of `date`. */
export function quarterStart(date: Date, quarters = 0): Date {
  return utc(date.getUTCFullYear(), (Math.floor(date.getUTCMonth() / 3) + quarters) * 3);
}

/** The first day of the Australian financial year (1 July) so many years away from that of `date`. */
export function financialYearStart(date: Date, years = 0): Date {
  return utc(date.getUTCFullYear() + (date.getUTCMonth() >= 6 ? 0 : -1) + years, 6);
}

/** A period, `end` exclusive, whose label adds the dates to the words: "last quarter (Jul–Sep 2026)". */
export function period(words: string, start: Date, end: Date): Period {
  return { start: iso(start), end: iso(end), label: `${words} (${datesOf(start, end)})` };
}

/** A period that says itself by its dates only. */
export function plainPeriod(start: Date, end: Date): Period {
  return { start: iso(start), end: iso(end), label: datesOf(start, end) };
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function datesOf(start: Date, end: Date): string {
  const last = addDays(end, -1);
  const whole = start.getUTCDate() === 1 && end.getUTCDate() === 1;
  const write = whole ? monthOf : dayAndMonth;
  const sameYear = start.getUTCFullYear() === last.getUTCFullYear();
  const from = write(start);
  const to = write(last);
  if (from === to && sameYear) return `${to} ${last.getUTCFullYear()}`;
  return `${sameYear ? from : `${from} ${start.getUTCFullYear()}`}–${to} ${last.getUTCFullYear()}`;
}

function monthOf(date: Date): string {
  return MONTHS[date.getUTCMonth()] ?? '';
}

function dayAndMonth(date: Date): string {
  return `${date.getUTCDate()} ${monthOf(date)}`;
}
