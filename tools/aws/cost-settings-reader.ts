import {
  getAnomalyMonitors,
  getAnomalySubscriptions,
  getTags,
  listCostAllocationTags,
} from './cost-settings-operations.ts';
import type { Read } from './reading.ts';

/** A tag key and whether the bill knows it. */
export interface AllocationTag {
  readonly key: string;
  /** `Active` or `Inactive`. */
  readonly status: string;
  /** The month in which it was last used, ISO 8601. */
  readonly lastUsed: string | null;
  readonly evidence: string;
}

/** An anomaly monitor, and whether anybody is told of what it finds. */
export interface AnomalyMonitor {
  readonly id: string;
  readonly name: string;
  /** `DIMENSIONAL` or `CUSTOM`. */
  readonly type: string;
  readonly dimension: string | null;
  readonly subscribed: boolean;
  readonly evidence: readonly string[];
}

/** Reads how the payer has set up Cost Explorer. Every request costs 0.01 USD. */
export interface CostSettingsReader {
  /** Keys that the bill knows between two days, `end` exclusive, spelled as there. */
  tagKeys(span: { readonly start: string; readonly end: string }): Promise<readonly string[]>;
  allocationTags(): Promise<readonly AllocationTag[]>;
  anomalyMonitors(): Promise<readonly AnomalyMonitor[]>;
}

/** A reader for one run. */
export function createCostSettingsReader(read: Read): CostSettingsReader {
  return {
    async tagKeys({ start, end }) {
      const answer = await read(getTags, { TimePeriod: { Start: start, End: end } });
      return answer.map(({ item }) => item);
    },
    async allocationTags() {
      const answer = await read(listCostAllocationTags, { Type: 'UserDefined', MaxResults: 1000 });
      return answer.map(({ item, evidence }) => ({
        key: item.TagKey,
        status: item.Status,
        lastUsed: item.LastUsedDate ?? null,
        evidence,
      }));
    },
    async anomalyMonitors() {
      const [monitors, subscriptions] = await Promise.all([
        read(getAnomalyMonitors, { MaxResults: 100 }),
        read(getAnomalySubscriptions, { MaxResults: 100 }),
      ]);
      const told = new Set(subscriptions.flatMap(({ item }) => item.MonitorArnList));
      const tellers = subscriptions.map(({ evidence }) => evidence);
      return monitors.map(({ item, evidence }) => ({
        id: item.MonitorArn ?? item.MonitorName,
        name: item.MonitorName,
        type: item.MonitorType,
        dimension: item.MonitorDimension ?? null,
        subscribed: told.has(item.MonitorArn ?? ''),
        evidence: [...new Set([evidence, ...tellers])],
      }));
    },
  };
}
