import { uuidAt } from '../world/place.ts';
import type { Place } from '../world/types.ts';

/** What to do, in Cost Optimization Hub's words. */
export type ActionType =
  | 'Rightsize'
  | 'Stop'
  | 'Upgrade'
  | 'PurchaseSavingsPlans'
  | 'PurchaseReservedInstances'
  | 'MigrateToGraviton'
  | 'Delete'
  | 'ScaleIn';

/** How much work an action is, in Cost Optimization Hub's words. */
type Effort = 'VeryLow' | 'Low' | 'Medium' | 'High' | 'VeryHigh';

/** One recommendation, in the shape of `ListRecommendations` items. Money is USD a month. */
export interface HubItem {
  readonly recommendationId: string;
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  readonly resourceArn: string;
  readonly currentResourceType: string;
  readonly recommendedResourceType: string;
  readonly currentResourceSummary: string;
  readonly recommendedResourceSummary: string;
  readonly estimatedMonthlySavings: number;
  readonly estimatedSavingsPercentage: number;
  readonly estimatedMonthlyCost: number;
  readonly currencyCode: 'USD';
  readonly actionType: ActionType;
  readonly implementationEffort: Effort;
  readonly restartNeeded: boolean;
  readonly rollbackPossible: boolean;
  /** Epoch seconds. */
  readonly lastRefreshTimestamp: number;
  readonly recommendationLookbackPeriodInDays: number;
  readonly source: 'ComputeOptimizer' | 'CostExplorer';
  /** At least one: the member is left out where there are none. */
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** The part of a recommendation that differs between kinds. */
export interface HubItemParts {
  readonly index: number;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceArn: string;
  readonly action: ActionType;
  readonly current: string;
  readonly recommended: string;
  /** USD a month today. */
  readonly cost: number;
  /** Share of the cost that is saved, 0 to 1. */
  readonly share: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly lookbackDays?: number;
}

const EFFORT: Readonly<Record<ActionType, Effort>> = {
  Stop: 'Low',
  Delete: 'Low',
  Rightsize: 'Medium',
  ScaleIn: 'Low',
  Upgrade: 'VeryLow',
  MigrateToGraviton: 'VeryHigh',
  PurchaseSavingsPlans: 'VeryLow',
  PurchaseReservedInstances: 'VeryLow',
};

const RESTARTS: ReadonlySet<ActionType> = new Set(['Rightsize', 'Stop', 'MigrateToGraviton']);
const FINAL: ReadonlySet<ActionType> = new Set([
  'Delete',
  'PurchaseSavingsPlans',
  'PurchaseReservedInstances',
]);

/** AWS refreshes recommendations once a day. */
const REFRESHED_HOURS_AGO = 9;

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Completes the parts to a recommendation of the place. */
export function hubItem(place: Place, parts: HubItemParts): HubItem {
  const { action, cost, share, resourceType } = parts;
  const tags = Object.entries(parts.tags ?? {}).map(([key, value]) => ({ key, value }));
  const refreshed = place.parameters.now.getTime() - REFRESHED_HOURS_AGO * 3_600_000;
  return {
    recommendationId: uuidAt(place, `${resourceType}/${action}`, parts.index),
    accountId: place.account.id,
    region: place.region,
    resourceId: parts.resourceId,
    resourceArn: parts.resourceArn,
    currentResourceType: resourceType,
    recommendedResourceType: resourceType,
    currentResourceSummary: parts.current,
    recommendedResourceSummary: parts.recommended,
    estimatedMonthlySavings: cents(cost * share),
    estimatedSavingsPercentage: cents(share * 100),
    estimatedMonthlyCost: cents(cost),
    currencyCode: 'USD',
    actionType: action,
    implementationEffort: EFFORT[action],
    restartNeeded: RESTARTS.has(action),
    rollbackPossible: !FINAL.has(action),
    lastRefreshTimestamp: Math.floor(refreshed / 1_000),
    recommendationLookbackPeriodInDays: parts.lookbackDays ?? 14,
    source: FINAL.has(action) && action !== 'Delete' ? 'CostExplorer' : 'ComputeOptimizer',
    ...(tags.length > 0 && { tags }),
  };
}
