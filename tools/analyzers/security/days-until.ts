import { DAY_MS } from '../periods.ts';

/** Whole days from now to a time, negative when it is past; null when the text is no time. */
export function daysUntil(time: string | null, now: Date): number | null {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? null : Math.floor((at - now.getTime()) / DAY_MS);
}
