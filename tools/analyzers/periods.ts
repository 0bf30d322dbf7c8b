import type { Period } from '../../pipeline-server/contracts/parameters.ts';

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date as `YYYY-MM-DD` in UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The day that many days later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS));
}

/** The first day of the month that many months later. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return dayOf(new Date(Date.UTC(year, month - 1 + months, 1)));
}

/** The first day of the month. */
export function monthStart(date: Date): string {
  return `${date.toISOString().slice(0, 7)}-01`;
}

/** Whole days from one day to another. */
export function daysBetween(start: string, end: string): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / DAY_MS);
}

/** `Oct 2026` for a day of that month. */
export function monthName(day: string): string {
  const [year = '', month = '1'] = day.split('-');
  return `${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** The last month that is over. */
export function lastMonth(now: Date): Period {
  const end = monthStart(now);
  const start = addMonths(end, -1);
  return { start, end, label: monthName(start) };
}

/** The last so many days, today not included. */
export function lastDays(now: Date, count: number): Period {
  const end = dayOf(now);
  return { start: addDays(end, -count), end, label: `the last ${count} days` };
}

/** The period of the same length just before; the months before when it is made of whole months. */
export function periodBefore(period: Period): Period {
  const { start, end } = period;
  const whole = start.endsWith('-01') && end.endsWith('-01');
  const before = whole
    ? addMonths(start, -monthsBetween(start, end))
    : addDays(start, -daysBetween(start, end));
  const label =
    whole && monthsBetween(start, end) === 1 ? monthName(before) : `${before} to ${start}`;
  return { start: before, end: start, label };
}

/** Whole months from one first of a month to another. */
export function monthsBetween(start: string, end: string): number {
  const [startYear = 0, startMonth = 0] = start.split('-').map(Number);
  const [endYear = 0, endMonth = 0] = end.split('-').map(Number);
  return (endYear - startYear) * 12 + endMonth - startMonth;
}
