import { recommendAll } from '../../tools/sample-org/cost-optimization-hub/recommendations.ts';
import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const GROUPS = [
  'AccountId',
  'Region',
  'ActionType',
  'ResourceType',
  'RestartNeeded',
  'RollbackPossible',
  'ImplementationEffort',
];

/** Every operation of Cost Optimization Hub: all recommendations, every grouping, one of every kind alone. */
export function costOptimizationHubRequests(world: World): readonly ShapeRequest[] {
  const accountId = world.accounts.find(({ enrolled }) => !enrolled)?.id;
  return requestsOf({ service: 'cost-optimization-hub', region: 'us-east-1' }, [
    ['ListRecommendations', { includeAllRecommendations: true, maxResults: 500 }],
    ['ListRecommendations', { orderBy: { dimension: 'AccountId', order: 'Asc' } }],
    ...GROUPS.map((groupBy): RequestRow => ['ListRecommendationSummaries', { groupBy }]),
    ['ListEnrollmentStatuses', { includeOrganizationInfo: true, maxResults: 5 }],
    ['ListEnrollmentStatuses', { accountId }],
    ...EFFICIENCY,
    ...oneOfEveryKind(world).map((recommendationId): RequestRow => {
      return ['GetRecommendation', { recommendationId }];
    }),
    ...REFUSALS,
  ]);
}

const HALF_YEAR = { start: '2026-05', end: '2026-11' };
const WEEK = { start: '2026-11-01', end: '2026-11-08' };

const EFFICIENCY: readonly RequestRow[] = [
  ['ListEfficiencyMetrics', { granularity: 'Monthly', timePeriod: HALF_YEAR }],
  [
    'ListEfficiencyMetrics',
    { granularity: 'Monthly', timePeriod: HALF_YEAR, groupBy: 'AccountId', maxResults: 5 },
  ],
  ['ListEfficiencyMetrics', { granularity: 'Daily', timePeriod: WEEK, groupBy: 'Region' }],
];

function oneOfEveryKind(world: World): readonly string[] {
  const kinds = new Map<string, string>();
  for (const { actionType, currentResourceType, recommendationId } of recommendAll(world)) {
    kinds.set(`${actionType} ${currentResourceType}`, recommendationId);
  }
  return [...kinds.values()];
}

const REFUSALS: readonly RequestRow[] = [
  ['ListRecommendations', { maxResults: 1_001 }, 'ValidationException'],
  ['ListRecommendations', { nextToken: 'bm9uZQ' }, 'ValidationException'],
  ['ListRecommendationSummaries', { groupBy: 'Colour' }, 'ValidationException'],
  ['GetRecommendation', { recommendationId: 'none' }, 'ResourceNotFoundException'],
  ['ListEfficiencyMetrics', { granularity: 'Hourly', timePeriod: WEEK }, 'ValidationException'],
  [
    'ListEfficiencyMetrics',
    { granularity: 'Daily', timePeriod: { start: WEEK.end, end: WEEK.start } },
    'ValidationException',
  ],
];
