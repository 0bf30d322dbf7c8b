import type { Period } from '../../pipeline-server/contracts/parameters.ts';
import { addMonths, monthsBetween } from './periods.ts';

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });

/** `October 2026` for a day of that month. */
export function longMonth(day: string): string {
  return `${MONTH.format(new Date(`${day}T00:00:00Z`))} ${day.slice(0, 4)}`;
}

/** The period as it stands in a sentence: `in October 2026`, `from July to September 2026`, `in the last 30 days`. */
export function inPeriod(period: Period): string {
  const { start, end, label } = period;
  if (start.endsWith('-01') && end.endsWith('-01')) return inMonths(start, end);
  if (/^(?:since|this|last|today|yesterday|so far)\b/i.test(label)) return label;
  return /^\d/.test(label) ? `over ${label}` : `in ${label}`;
}

function inMonths(start: string, end: string): string {
  const months = monthsBetween(start, end);
  const last = addMonths(end, -1);
  if (months === 1) return `in ${longMonth(start)}`;
  if (months === 12 && start.slice(5, 7) === '01') return `in ${start.slice(0, 4)}`;
  const sameYear = start.slice(0, 4) === last.slice(0, 4);
  return `from ${sameYear ? longMonth(start).split(' ')[0] : longMonth(start)} to ${longMonth(last)}`;
}
