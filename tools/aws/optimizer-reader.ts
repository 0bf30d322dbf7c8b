import { instanceRecommendations } from './optimizer-operations.ts';
import type { Read, Sourced } from './reading.ts';

/** An instance that is too small for what it does, as Compute Optimizer sees it. */
export interface UnderprovisionedInstance {
  readonly id: string;
  readonly name: string | null;
  readonly instanceType: string | null;
  /** The best option, or null when AWS names none. */
  readonly recommended: string | null;
  /** `VeryLow` to `High`: how likely the instance does not meet its load. */
  readonly risk: string | null;
  /** What is short, in AWS's words, e.g. `CPUUnderprovisioned`. */
  readonly reasons: readonly string[];
  /** Highest CPU utilisation in percent, or null. */
  readonly maximumCpu: number | null;
  /** When AWS computed it, ISO 8601. */
  readonly refreshed: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly evidence: string;
}

/** Reads Compute Optimizer, one account and Region at a time. */
export interface OptimizerReader {
  underprovisioned(accountId: string, region: string): Promise<readonly UnderprovisionedInstance[]>;
}

/** A reader for one run. */
export function createOptimizerReader(read: Read): OptimizerReader {
  return {
    async underprovisioned(accountId, region) {
      const answer = await read(instanceRecommendations, {
        Region: region,
        accountIds: [accountId],
        filters: [{ name: 'Finding', values: ['Underprovisioned'] }],
        maxResults: 1000,
      });
      return answer.map(toInstance);
    },
  };
}

type Recommendation = ReturnType<typeof instanceRecommendations.items>[number];

function toInstance({ item, evidence }: Sourced<Recommendation>): UnderprovisionedInstance {
  const { instanceArn, utilizationMetrics = [], recommendationOptions = [] } = item;
  const cpu = utilizationMetrics.find(
    ({ name, statistic }) =>
      name?.toUpperCase() === 'CPU' && statistic?.toUpperCase() === 'MAXIMUM',
  );
  return {
    id: instanceArn.slice(instanceArn.lastIndexOf('/') + 1),
    name: item.instanceName ?? null,
    instanceType: item.currentInstanceType ?? null,
    recommended: recommendationOptions[0]?.instanceType ?? null,
    risk: item.currentPerformanceRisk ?? null,
    reasons: item.findingReasonCodes ?? [],
    maximumCpu: cpu?.value ?? null,
    refreshed: item.lastRefreshTimestamp ?? null,
    tags: Object.fromEntries((item.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
    evidence,
  };
}
