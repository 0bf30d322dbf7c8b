/** A calendar month in UTC: `year * 12 + month`, January being 0. */
export type Month = number;

/** The month a moment lies in. */
export function monthOf(moment: Date): Month {
  return moment.getUTCFullYear() * 12 + moment.getUTCMonth();
}

/** First moment of a month. */
export function monthStart(month: Month): Date {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
}

/** Number of days of a month. */
export function daysIn(month: Month): number {
  return new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
}

/** `YYYY-MM-DD` of a moment. */
export function dayText(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

const DAY = 86_400_000;

/** The same moment so many days later. */
export function addDays(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * DAY);
}

/** Midnight (UTC) at the start of a moment's day. */
export function startOfDay(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / DAY) * DAY);
}

/** How the days of a month share its amount: 1 on working days, `weekend` on Saturdays and Sundays. */
export interface DayPattern {
  /** Share of the month that lies before day `days` (0 to the number of days of the month). */
  share(month: Month, days: number): number;
}

function cumulative(month: Month, weekend: number): readonly number[] {
  const weekday = monthStart(month).getUTCDay();
  const sums = [0];
  for (let day = 0; day < daysIn(month); day += 1) {
    const resting = [0, 6].includes((weekday + day) % 7);
    sums.push((sums[day] ?? 0) + (resting ? weekend : 1));
  }
  const total = sums.at(-1) ?? 1;
  return sums.map((sum) => sum / total);
}

/** Makes a pattern; what it works out is kept, one list a month. */
export function createDayPattern(weekend: number): DayPattern {
  const months = new Map<Month, readonly number[]>();
  return {
    share: (month, days) => {
      const sums = months.get(month) ?? cumulative(month, weekend);
      months.set(month, sums);
      return sums[days] ?? 1;
    },
  };
}
