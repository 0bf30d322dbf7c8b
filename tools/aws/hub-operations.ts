import type { Filter, ListRecommendationsRequest } from '@aws-sdk/client-cost-optimization-hub';
import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const HUB = {
  service: 'cost-optimization-hub',
  iamPrefix: 'cost-optimization-hub',
  token: 'nextToken',
  freshness: HOUR,
} as const;

const Recommendations = Type.Object({
  items: Type.Optional(
    Type.Array(
      Type.Object({
        recommendationId: Type.Optional(Type.String()),
        accountId: Type.Optional(Type.String()),
        region: Type.Optional(Type.String()),
        resourceId: Type.Optional(Type.String()),
        resourceArn: Type.Optional(Type.String()),
        currentResourceType: Type.Optional(Type.String()),
        recommendedResourceType: Type.Optional(Type.String()),
        estimatedMonthlySavings: Type.Optional(Type.Number()),
        estimatedSavingsPercentage: Type.Optional(Type.Number()),
        estimatedMonthlyCost: Type.Optional(Type.Number()),
        currencyCode: Type.Optional(Type.String()),
        implementationEffort: Type.Optional(Type.String()),
        restartNeeded: Type.Optional(Type.Boolean()),
        rollbackPossible: Type.Optional(Type.Boolean()),
        actionType: Type.Optional(Type.String()),
        currentResourceSummary: Type.Optional(Type.String()),
        recommendedResourceSummary: Type.Optional(Type.String()),
        lastRefreshTimestamp: Type.Optional(Type.String()),
        recommendationLookbackPeriodInDays: Type.Optional(Type.Number()),
        tags: Type.Optional(
          Type.Array(
            Type.Object({ key: Type.Optional(Type.String()), value: Type.Optional(Type.String()) }),
          ),
        ),
      }),
    ),
  ),
});

/** Recommendations of the whole organization, 1,000 a page. */
export const listRecommendations = defineOperation({
  ...HUB,
  name: 'ListRecommendations',
  answer: Recommendations,
  send: async (clients, input: ListRecommendationsRequest, options) => {
    const { client, sdk } = await clients.hub();
    return client.send(new sdk.ListRecommendationsCommand(input), options);
  },
  items: (answer) => answer.items ?? [],
});

const Summaries = Type.Object({
  estimatedTotalDedupedSavings: Type.Optional(Type.Number()),
  currencyCode: Type.Optional(Type.String()),
  items: Type.Optional(
    Type.Array(
      Type.Object({
        group: Type.Optional(Type.String()),
        estimatedMonthlySavings: Type.Optional(Type.Number()),
        recommendationCount: Type.Optional(Type.Number()),
      }),
    ),
  ),
});

/** Savings by group, with the one total in which AWS has removed overlaps. Each page is one item. */
export const listSummaries = defineOperation({
  ...HUB,
  name: 'ListRecommendationSummaries',
  answer: Summaries,
  send: async (
    clients,
    input: { filter: Filter; groupBy: string; maxResults: number },
    options,
  ) => {
    const { client, sdk } = await clients.hub();
    return client.send(new sdk.ListRecommendationSummariesCommand(input), options);
  },
  items: (answer) => [answer],
});

const Enrollments = Type.Object({
  items: Type.Optional(
    Type.Array(
      Type.Object({
        accountId: Type.Optional(Type.String()),
        status: Type.Optional(Type.String()),
        lastUpdatedTimestamp: Type.Optional(Type.String()),
      }),
    ),
  ),
});

/** Which accounts Cost Optimization Hub covers. */
export const listEnrollments = defineOperation({
  ...HUB,
  name: 'ListEnrollmentStatuses',
  answer: Enrollments,
  send: async (
    clients,
    input: { includeOrganizationInfo: boolean; maxResults: number },
    options,
  ) => {
    const { client, sdk } = await clients.hub();
    return client.send(new sdk.ListEnrollmentStatusesCommand(input), options);
  },
  items: (answer) => answer.items ?? [],
});

/** Which accounts Compute Optimizer covers. */
export const listOptimizerEnrollments = defineOperation({
  service: 'compute-optimizer',
  name: 'GetEnrollmentStatusesForOrganization',
  iamPrefix: 'compute-optimizer',
  token: 'nextToken',
  freshness: HOUR,
  answer: Type.Object({
    accountEnrollmentStatuses: Type.Optional(
      Type.Array(
        Type.Object({
          accountId: Type.Optional(Type.String()),
          status: Type.Optional(Type.String()),
          statusReason: Type.Optional(Type.String()),
          lastUpdatedTimestamp: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { maxResults: number }, options) => {
    const { client, sdk } = await clients.optimizer();
    return client.send(new sdk.GetEnrollmentStatusesForOrganizationCommand(input), options);
  },
  items: (answer) => answer.accountEnrollmentStatuses ?? [],
});
