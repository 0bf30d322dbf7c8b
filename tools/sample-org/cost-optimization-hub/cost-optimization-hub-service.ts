import { Type } from 'typebox';
import {
  AwsError,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { World } from '../world/types.ts';
import { listEfficiencyMetrics } from './efficiency-metrics.ts';
import type { HubItem } from './recommendation.ts';
import { matchesFilter, RecommendationFilter } from './recommendation-filter.ts';
import { bestPerResource, dedupedSaving, recommendAll } from './recommendations.ts';

const refuse = refuseWith('ValidationException');

const Paging = {
  maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  nextToken: Type.Optional(Type.String()),
};

const DEFAULT_PAGE = 100;

/** Members by which recommendations can be ordered; AWS documents the names of the item's members. */
const ORDERS: Readonly<Record<string, (item: HubItem) => number | string>> = {
  EstimatedMonthlySavings: (item) => item.estimatedMonthlySavings,
  EstimatedSavingsPercentage: (item) => item.estimatedSavingsPercentage,
  EstimatedMonthlyCost: (item) => item.estimatedMonthlyCost,
  AccountId: (item) => item.accountId,
  Region: (item) => item.region,
  ActionType: (item) => item.actionType,
  ResourceId: (item) => item.resourceId,
};

function sortKey(dimension: string): (item: HubItem) => number | string {
  const key = ORDERS[dimension[0]?.toUpperCase() + dimension.slice(1)];
  if (key === undefined) throw refuse(`Invalid orderBy dimension: ${dimension}`);
  return key;
}

function compareBy(dimension: string, descending: boolean) {
  const key = sortKey(dimension);
  const sign = descending ? -1 : 1;
  return (left: HubItem, right: HubItem): number => {
    const [first, second] = [key(left), key(right)];
    if (first === second) return left.recommendationId < right.recommendationId ? -1 : 1;
    return first < second ? -sign : sign;
  };
}

const ListInput = Type.Object({
  ...Paging,
  filter: Type.Optional(RecommendationFilter),
  includeAllRecommendations: Type.Optional(Type.Boolean()),
  orderBy: Type.Optional(
    Type.Object({ dimension: Type.Optional(Type.String()), order: Type.Optional(Type.String()) }),
  ),
});

/** Recommendations are made once: they are few beside the resources, and pages must agree with each other. */
function rememberItems(world: World, isChanged: IsChanged): () => readonly HubItem[] {
  let items: readonly HubItem[] | null = null;
  return () => {
    items ??= [...recommendAll(world)];
    return items.filter(({ resourceArn }) => !isChanged(resourceArn));
  };
}

/** Whether a resource was changed since the recommendations were made: AWS then has to watch it for days again. */
type IsChanged = (arn: string) => boolean;

function listRecommendations(all: () => readonly HubItem[]): Operation {
  return defineOperation(ListInput, refuse, (input) => {
    const { nextToken: token, maxResults = DEFAULT_PAGE, ...request } = input;
    const { filter = {}, orderBy, includeAllRecommendations = false } = request;
    const found = all().filter((item) => matchesFilter(item, filter));
    const listed = includeAllRecommendations ? found : bestPerResource(found);
    const compare = compareBy(
      orderBy?.dimension ?? 'EstimatedMonthlySavings',
      orderBy?.order !== 'Asc',
    );
    const size = maxResults || DEFAULT_PAGE;
    const page = cutPage(listed.toSorted(compare), { token, size, request, refuse });
    return { items: page.items, nextToken: page.token };
  });
}

const GROUPS: Readonly<Record<string, (item: HubItem) => string>> = {
  AccountId: (item) => item.accountId,
  Region: (item) => item.region,
  ActionType: (item) => item.actionType,
  ResourceType: (item) => item.currentResourceType,
  RestartNeeded: (item) => String(item.restartNeeded),
  RollbackPossible: (item) => String(item.rollbackPossible),
  ImplementationEffort: (item) => item.implementationEffort,
};

const SummaryInput = Type.Object({
  ...Paging,
  filter: Type.Optional(RecommendationFilter),
  groupBy: Type.String(),
  metrics: Type.Optional(Type.Array(Type.String())),
});

function summarise(groups: ReadonlyMap<string, readonly HubItem[]>) {
  return [...groups].map(([group, items]) => ({
    group,
    estimatedMonthlySavings: dedupedSaving(items),
    recommendationCount: items.length,
  }));
}

function groupItems(items: readonly HubItem[], key: (item: HubItem) => string) {
  const groups = new Map<string, HubItem[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function listSummaries(all: () => readonly HubItem[]): Operation {
  return defineOperation(SummaryInput, refuse, (input) => {
    const { nextToken: token, maxResults = DEFAULT_PAGE, ...request } = input;
    const key = GROUPS[request.groupBy];
    if (key === undefined) throw refuse(`Invalid groupBy: ${request.groupBy}`);
    const found = all().filter((item) => matchesFilter(item, request.filter ?? {}));
    const groups = summarise(groupItems(found, key)).toSorted(
      (left, right) => right.estimatedMonthlySavings - left.estimatedMonthlySavings,
    );
    const page = cutPage(groups, { token, size: maxResults || DEFAULT_PAGE, request, refuse });
    return {
      estimatedTotalDedupedSavings: dedupedSaving(found),
      items: page.items,
      groupBy: request.groupBy,
      currencyCode: 'USD',
      nextToken: page.token,
    };
  });
}

const EnrollmentInput = Type.Object({
  includeOrganizationInfo: Type.Optional(Type.Boolean()),
  accountId: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
  nextToken: Type.Optional(Type.String()),
  maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
});

function listEnrollments(world: World): Operation {
  return defineOperation(EnrollmentInput, refuse, (input, { caller }) => {
    const { nextToken: token, maxResults = DEFAULT_PAGE, ...request } = input;
    const only = request.accountId ?? (request.includeOrganizationInfo ? null : caller.accountId);
    const accounts = world.accounts.filter(({ id }) => only === null || id === only);
    const items = accounts.map(({ id, enrolled, joined }) => ({
      accountId: id,
      status: enrolled ? 'Active' : 'Inactive',
      createdTimestamp: Math.floor(joined.getTime() / 1_000),
      lastUpdatedTimestamp: Math.floor(joined.getTime() / 1_000),
    }));
    const page = cutPage(items, { token, size: maxResults || DEFAULT_PAGE, request, refuse });
    return { items: page.items, includeMemberAccounts: true, nextToken: page.token };
  });
}

/** A recommendation alone has no summaries, and says over which days its cost was computed. */
function getRecommendation(all: () => readonly HubItem[]): Operation {
  const schema = Type.Object({ recommendationId: Type.String() });
  return defineOperation(schema, refuse, ({ recommendationId }) => {
    const item = all().find((candidate) => candidate.recommendationId === recommendationId);
    if (item === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The recommendation does not exist.');
    }
    const { currentResourceSummary: _from, recommendedResourceSummary: _to, ...details } = item;
    return {
      ...details,
      costCalculationLookbackPeriodInDays: item.recommendationLookbackPeriodInDays,
    };
  });
}

/** Cost Optimization Hub of the whole organization (API version 2022-07-26). */
export function costOptimizationHubService(
  world: World,
  isChanged: IsChanged = () => false,
): ServiceHandler {
  const all = rememberItems(world, isChanged);
  return {
    signingName: 'cost-optimization-hub',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'CostOptimizationHubService' },
    operations: {
      ListRecommendations: listRecommendations(all),
      ListRecommendationSummaries: listSummaries(all),
      ListEfficiencyMetrics: listEfficiencyMetrics(world, all),
      ListEnrollmentStatuses: listEnrollments(world),
      GetRecommendation: getRecommendation(all),
    },
  };
}
