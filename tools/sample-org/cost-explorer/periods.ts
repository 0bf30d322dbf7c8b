import { Type } from 'typebox';

import {
  addDays,
  daysIn,
  dayText,
  type Month,
  monthOf,
  monthStart,
  startOfDay,
} from '../world/costs/calendar.ts';
import { refuse } from './refuse.ts';

/** `TimePeriod` of a request: `End` is exclusive. */
export const TimePeriod = Type.Object({ Start: Type.String(), End: Type.String() });

/** Days from midnight to midnight (UTC), `end` exclusive. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readDay(text: string, name: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!DAY.test(text) || Number.isNaN(day.getTime()) || dayText(day) !== text) {
    throw refuse(`${name} time ${text} is invalid. Valid format is: yyyy-MM-dd.`);
  }
  return day;
}

/** Reads a `TimePeriod`. @throws AwsError `ValidationException` */
export function readPeriod(input: { readonly Start: string; readonly End: string }): Period {
  const period = { start: readDay(input.Start, 'Start'), end: readDay(input.End, 'End') };
  if (period.start.getTime() < period.end.getTime()) return period;
  throw refuse('Start date (and hour) should be before end date (and hour)');
}

/** A period as answers spell it. */
export function periodShape({ start, end }: Period): {
  readonly Start: string;
  readonly End: string;
} {
  return { Start: dayText(start), End: dayText(end) };
}

function endOfStep(start: Date, granularity: 'DAILY' | 'MONTHLY'): Date {
  return granularity === 'DAILY' ? addDays(start, 1) : monthStart(monthOf(start) + 1);
}

/** Cuts a period into days or calendar months; the first and the last month may be parts of one. */
export function cutPeriod(period: Period, granularity: 'DAILY' | 'MONTHLY'): readonly Period[] {
  const pieces: Period[] = [];
  for (let start = period.start; start < period.end; ) {
    const step = endOfStep(start, granularity);
    const end = step < period.end ? step : period.end;
    pieces.push({ start, end });
    start = end;
  }
  return pieces;
}

/** The part of a month that a period covers, in days from the first. */
export interface MonthPart {
  readonly month: Month;
  readonly from: number;
  readonly to: number;
}

/** The months that a period touches. */
export function monthParts({ start, end }: Period): readonly MonthPart[] {
  return cutPeriod({ start, end }, 'MONTHLY').map((piece) => ({
    month: monthOf(piece.start),
    from: piece.start.getUTCDate() - 1,
    to: endDay(piece),
  }));
}

function endDay({ start, end }: Period): number {
  return monthOf(end) === monthOf(start) ? end.getUTCDate() - 1 : daysIn(monthOf(start));
}

/** How many days of a month are billed at a moment: yesterday is the last one. */
export function knownDays(now: Date): (month: Month) => number {
  const current = monthOf(now);
  return (month) => {
    if (month === current) return startOfDay(now).getUTCDate() - 1;
    return month < current ? daysIn(month) : 0;
  };
}

/** True while a bill may still change: in the current month, and in the last one for its first days. */
export function isEstimated({ end }: Period, now: Date): boolean {
  const closed = now.getUTCDate() > 3 ? monthOf(now) : monthOf(now) - 1;
  return end > monthStart(closed);
}
