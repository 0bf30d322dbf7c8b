import type { ActionType, Filter, ResourceType } from '@aws-sdk/client-cost-optimization-hub';
import {
  listEnrollments,
  listOptimizerEnrollments,
  listRecommendations,
  listSummaries,
} from './hub-operations.ts';
import type { Read, Sourced } from './reading.ts';

/** What recommendations are wanted. Empty lists mean all. */
interface RecommendationQuery {
  /** Resource types in Cost Optimization Hub's words; newer ones than the SDK knows are sent as they are. */
  readonly resourceTypes: readonly string[];
  readonly actionTypes: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** One recommendation of Cost Optimization Hub. */
export interface HubRecommendation {
  readonly id: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly resourceId: string | null;
  readonly resourceArn: string | null;
  readonly resourceType: string | null;
  readonly action: string;
  /** Per month; null when AWS gives none. */
  readonly monthlySaving: number | null;
  readonly monthlyCost: number | null;
  readonly savingPercent: number | null;
  readonly currency: string;
  /** `VeryLow` to `VeryHigh`. */
  readonly effort: string | null;
  readonly restartNeeded: boolean | null;
  readonly rollbackPossible: boolean | null;
  /** What the resource is and what it should become, e.g. `m5.xlarge`. */
  readonly current: string | null;
  readonly recommended: string | null;
  readonly lookbackDays: number | null;
  /** When AWS computed it, ISO 8601. */
  readonly refreshed: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly evidence: string;
}

/** Savings by group; `total` is de-duplicated by AWS and the only sum that may be quoted. */
export interface SavingsSummary {
  readonly total: number | null;
  readonly currency: string;
  readonly groups: readonly {
    readonly group: string;
    readonly monthlySaving: number;
    readonly count: number;
    readonly evidence: string;
  }[];
}

/** Whether a service covers an account. */
export interface Enrollment {
  readonly accountId: string;
  readonly active: boolean;
  /** In AWS's words. */
  readonly status: string;
  readonly evidence: string;
}

/** Reads Cost Optimization Hub and Compute Optimizer, organization-wide. */
export interface HubReader {
  /** Best saving first. */
  recommendations(query: RecommendationQuery): Promise<readonly HubRecommendation[]>;
  summary(
    query: RecommendationQuery,
    groupBy: 'AccountId' | 'Region' | 'ActionType' | 'ResourceType',
  ): Promise<SavingsSummary>;
  enrollments(): Promise<readonly Enrollment[]>;
  optimizerEnrollments(): Promise<readonly Enrollment[]>;
}

/** Most values that AWS takes in one list of a filter. */
const FILTER_VALUES = 100;

/** A reader for one run. */
export function createHubReader(read: Read): HubReader {
  return {
    async recommendations(query) {
      const answer = await read(listRecommendations, {
        filter: toFilter(query),
        orderBy: { dimension: 'EstimatedMonthlySavings', order: 'Desc' },
        maxResults: 1000,
      });
      return answer.map(toRecommendation);
    },
    async summary(query, groupBy) {
      const input = { filter: toFilter(query), groupBy, maxResults: 1000 };
      return toSummary(await read(listSummaries, input));
    },
    async enrollments() {
      const input = { includeOrganizationInfo: true, maxResults: 100 };
      return (await read(listEnrollments, input)).flatMap(toEnrollment);
    },
    async optimizerEnrollments() {
      return (await read(listOptimizerEnrollments, { maxResults: 100 })).flatMap(toEnrollment);
    },
  };
}

function toFilter(query: RecommendationQuery): Filter {
  return {
    // The SDK's enumerations are older than the service; it sends unknown words unchanged.
    ...listed('resourceTypes', query.resourceTypes as readonly ResourceType[]),
    ...listed('actionTypes', query.actionTypes as readonly ActionType[]),
    ...listed('accountIds', query.accounts),
    ...listed('regions', query.regions),
  };
}

/** A list that is empty or too long for AWS is left out; the caller filters what comes. */
function listed<Key extends string, Value>(key: Key, values: readonly Value[]) {
  const fits = values.length > 0 && values.length <= FILTER_VALUES;
  return fits ? { [key]: [...values] } : {};
}

type RecommendationItem = ReturnType<typeof listRecommendations.items>[number];

function toRecommendation({ item, evidence }: Sourced<RecommendationItem>): HubRecommendation {
  return {
    id: item.recommendationId ?? evidence,
    action: item.actionType ?? 'Unknown',
    ...resourceOf(item),
    ...figuresOf(item),
    ...changeOf(item),
    refreshed: item.lastRefreshTimestamp ?? null,
    evidence,
  };
}

function resourceOf(item: RecommendationItem) {
  return {
    accountId: item.accountId ?? null,
    region: item.region ?? null,
    // Recommendations to buy are about no resource: AWS leaves the id empty.
    resourceId: item.resourceId || null,
    resourceArn: item.resourceArn || null,
    resourceType: item.currentResourceType ?? null,
    tags: Object.fromEntries((item.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
  };
}

function figuresOf(item: RecommendationItem) {
  return {
    monthlySaving: item.estimatedMonthlySavings ?? null,
    monthlyCost: item.estimatedMonthlyCost ?? null,
    savingPercent: item.estimatedSavingsPercentage ?? null,
    currency: item.currencyCode ?? 'USD',
  };
}

function changeOf(item: RecommendationItem) {
  return {
    effort: item.implementationEffort ?? null,
    restartNeeded: item.restartNeeded ?? null,
    rollbackPossible: item.rollbackPossible ?? null,
    current: item.currentResourceSummary ?? null,
    recommended: item.recommendedResourceSummary ?? null,
    lookbackDays: item.recommendationLookbackPeriodInDays ?? null,
  };
}

function toSummary(
  pages: readonly Sourced<ReturnType<typeof listSummaries.items>[number]>[],
): SavingsSummary {
  const [first] = pages;
  return {
    total: first?.item.estimatedTotalDedupedSavings ?? null,
    currency: first?.item.currencyCode ?? 'USD',
    groups: pages.flatMap(({ item, evidence }) =>
      (item.items ?? []).map((each) => ({
        group: each.group ?? 'unknown',
        monthlySaving: each.estimatedMonthlySavings ?? 0,
        count: each.recommendationCount ?? 0,
        evidence,
      })),
    ),
  };
}

function toEnrollment({
  item,
  evidence,
}: Sourced<{ accountId?: string; status?: string }>): readonly Enrollment[] {
  if (item.accountId === undefined) return [];
  const status = item.status ?? 'Unknown';
  return [{ accountId: item.accountId, active: status === 'Active', status, evidence }];
}
