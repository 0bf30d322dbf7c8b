import { listEfficiencyMetrics } from './efficiency-metrics.ts';
import type { Read, Sourced } from './reading.ts';

/** One month's efficiency. Amounts are those of Cost Optimization Hub, which come without a currency. */
export interface EfficiencyMonth {
  /** `YYYY-MM` */
  readonly month: string;
  /** As AWS gives it. */
  readonly score: number;
  readonly savings: number;
  readonly spend: number;
}

/** How efficient the spend of an account, or of the organization, was month by month. */
export interface Efficiency {
  /** Null for the organization as a whole. */
  readonly accountId: string | null;
  /** Oldest first; empty where AWS could not work it out. */
  readonly months: readonly EfficiencyMonth[];
  /** Why there are no months, in AWS's words. */
  readonly message: string | null;
  readonly evidence: string;
}

/** Reads the cost efficiency that Cost Optimization Hub works out; free. */
export interface EfficiencyReader {
  /** `start` and `end` are months as `YYYY-MM`; `end` is not counted. */
  ofOrganization(span: MonthSpan): Promise<readonly Efficiency[]>;
  ofAccounts(span: MonthSpan): Promise<readonly Efficiency[]>;
}

/** Months from `start` to before `end`, as `YYYY-MM`. */
interface MonthSpan {
  readonly start: string;
  readonly end: string;
}

/** A reader for one run. */
export function createEfficiencyReader(read: Read): EfficiencyReader {
  const asked = { granularity: 'Monthly', maxResults: 100 } as const;
  return {
    async ofOrganization(timePeriod) {
      const answer = await read(listEfficiencyMetrics, { ...asked, timePeriod });
      return answer.map(toEfficiency).map((each) => ({ ...each, accountId: null }));
    },
    async ofAccounts(timePeriod) {
      const input = { ...asked, timePeriod, groupBy: 'AccountId' } as const;
      return (await read(listEfficiencyMetrics, input)).map(toEfficiency);
    },
  };
}

type EfficiencyItem = ReturnType<typeof listEfficiencyMetrics.items>[number];

function toEfficiency({ item, evidence }: Sourced<EfficiencyItem>): Efficiency {
  const months = (item.metricsByTime ?? []).flatMap(
    ({ timestamp, score, savings, spend }): readonly EfficiencyMonth[] => {
      if (timestamp === undefined || score === undefined) return [];
      return [{ month: timestamp.slice(0, 7), score, savings: savings ?? 0, spend: spend ?? 0 }];
    },
  );
  return {
    accountId: item.group || null,
    months: months.toSorted((a, b) => (a.month < b.month ? -1 : 1)),
    message: item.message || null,
    evidence,
  };
}
