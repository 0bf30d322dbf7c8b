import type { Period } from '../../../contracts/parameters.ts';
import { cleanText } from './clean-text.ts';
import { findImpossibleDates } from './parameters/impossible-dates.ts';
import { readPeriods } from './parameters/periods.ts';

/** Reads words that are a period and nothing else ("last month", "Q3 2026"); null when they are none. */
export function readPeriod(words: string, now: Date): Period | null {
  const organization = { accounts: [], regions: [] };
  const text = cleanText(words);
  if (findImpossibleDates(text.lower, { now, future: false }).length > 0) return null;
  return readPeriods({ text, organization, now }).value.period;
}
