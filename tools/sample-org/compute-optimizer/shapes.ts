import type { Place } from '../world/types.ts';

/** AWS refreshes recommendations once a day. */
const REFRESHED_HOURS_AGO = 9;

/** Epoch seconds of the last refresh. */
export function refreshedAt(place: Place): number {
  return Math.floor((place.parameters.now.getTime() - REFRESHED_HOURS_AGO * 3_600_000) / 1_000);
}

/** A `SavingsOpportunity`: `cost` is USD a month, `share` the part saved (0 to 1). */
export function saving(cost: number, share: number) {
  const value = Math.round(cost * share * 100) / 100;
  return {
    savingsOpportunityPercentage: share * 100,
    estimatedMonthlySavings: { currency: 'USD', value },
  };
}

/** A utilisation metric. */
export function metric(name: string, statistic: 'Maximum' | 'Average', value: number) {
  return { name, statistic, value };
}

/** Tags as a list. */
export function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
