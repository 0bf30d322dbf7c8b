import type { Period } from '../../../contracts/analysis.ts';
import { cleanText } from './clean-text.ts';
import { readPeriods } from './parameters/periods.ts';

/** Reads words that are a period and nothing else ("last month", "Q3 2026"); null when they are none. */
export function readPeriod(words: string, now: Date): Period | null {
  const organization = { accounts: [], regions: [] };
  return readPeriods({ text: cleanText(words), organization, now }).value.period;
}
