import {
  ComputeOptimizerClient,
  GetEC2InstanceRecommendationsCommand,
  GetEnrollmentStatusesForOrganizationCommand,
  GetIdleRecommendationsCommand,
} from '@aws-sdk/client-compute-optimizer';
import {
  BatchGetAggregateResourceConfigCommand,
  ConfigServiceClient,
} from '@aws-sdk/client-config-service';
import {
  CostOptimizationHubClient,
  GetRecommendationCommand,
  ListEnrollmentStatusesCommand,
  ListRecommendationSummariesCommand,
  ListRecommendationsCommand,
  type ListRecommendationsRequest,
  paginateListRecommendations,
} from '@aws-sdk/client-cost-optimization-hub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;
let hub: CostOptimizationHubClient;
let optimizer: ComputeOptimizerClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
  const { endpoint, credentials } = organisation;
  const options = { endpoint, credentials, maxAttempts: 1 };
  hub = new CostOptimizationHubClient({ ...options, region: 'us-east-1' });
  optimizer = new ComputeOptimizerClient({ ...options, region: organisation.homeRegion });
});

afterAll(() => organisation.close());

const IDLE_EC2 = { resourceTypes: ['Ec2Instance' as const], actionTypes: ['Stop' as const] };

async function all(request: ListRecommendationsRequest, pageSize = 7) {
  const items = [];
  for await (const page of paginateListRecommendations({ client: hub, pageSize }, request)) {
    items.push(...(page.items ?? []));
  }
  return items;
}

describe('Cost Optimization Hub', () => {
  test('pages to the end, best saving first, without repeating an item', async () => {
    const items = await all({ filter: IDLE_EC2 });
    const savings = items.map((item) => item.estimatedMonthlySavings ?? 0);
    expect(items.length).toBeGreaterThan(10);
    expect(savings).toEqual(savings.toSorted((left, right) => right - left));
    expect(new Set(items.map((item) => item.recommendationId)).size).toBe(items.length);
  });

  test('leaves the tags out where a resource has none', async () => {
    const items = await all({}, 500);
    const untagged = items.filter((item) => !('tags' in item));
    expect(untagged.length).toBeGreaterThan(0);
    expect(items.filter((item) => item.tags?.length === 0)).toEqual([]);
    const [{ key = '' } = {}] = items.flatMap((item) => item.tags ?? []);
    const tagged = await all({ filter: { tags: [{ key }] } }, 500);
    expect(tagged.length).toBeGreaterThan(0);
    expect(tagged.every((item) => item.tags?.some((tag) => tag.key === key))).toBe(true);
  });

  test('recommends about instances that Config records as running', async () => {
    const [item] = await all({ filter: IDLE_EC2 });
    const { endpoint, credentials, homeRegion: region } = organisation;
    const config = new ConfigServiceClient({ endpoint, credentials, region, maxAttempts: 1 });
    const answer = await config.send(
      new BatchGetAggregateResourceConfigCommand({
        ConfigurationAggregatorName: 'organization',
        ResourceIdentifiers: [
          {
            SourceAccountId: item?.accountId,
            SourceRegion: item?.region,
            ResourceId: item?.resourceId,
            ResourceType: 'AWS::EC2::Instance',
          },
        ],
      }),
    );
    const [record] = answer.BaseConfigurationItems ?? [];
    expect(JSON.parse(record?.configuration ?? '{}')).toMatchObject({ state: { name: 'running' } });
  });

  test('lists one action per resource unless all are asked for, and sums each dollar once', async () => {
    const filter = { resourceTypes: ['Ec2Instance' as const] };
    const best = await all({ filter }, 1_000);
    const every = await all({ filter, includeAllRecommendations: true }, 1_000);
    const summary = await hub.send(
      new ListRecommendationSummariesCommand({ filter, groupBy: 'ActionType' }),
    );
    const sum = best.reduce((total, item) => total + (item.estimatedMonthlySavings ?? 0), 0);
    expect(every.length).toBeGreaterThan(best.length);
    expect(new Set(best.map((item) => item.resourceArn)).size).toBe(best.length);
    expect(summary.estimatedTotalDedupedSavings).toBeCloseTo(sum, 1);
  });

  test('names the accounts that are not enrolled, and recommends nothing about them', async () => {
    const { items = [] } = await hub.send(
      new ListEnrollmentStatusesCommand({ includeOrganizationInfo: true }),
    );
    const inactive = items
      .filter((item) => item.status === 'Inactive')
      .map((item) => item.accountId);
    const seen = new Set((await all({}, 1_000)).map((item) => item.accountId));
    expect(items).toHaveLength(14);
    expect(inactive.length).toBeGreaterThan(0);
    expect(inactive.filter((id) => seen.has(id))).toEqual([]);
  });

  test('gives one recommendation by its id, and says when there is none', async () => {
    const [item] = await all({ filter: IDLE_EC2 });
    const found = await hub.send(
      new GetRecommendationCommand({ recommendationId: item?.recommendationId }),
    );
    expect(found.resourceId).toBe(item?.resourceId);
    await expect(
      hub.send(new GetRecommendationCommand({ recommendationId: 'none' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    [
      'orderBy',
      new ListRecommendationsCommand({ orderBy: { dimension: 'Colour', order: 'Desc' } }),
    ],
    ['groupBy', new ListRecommendationSummariesCommand({ groupBy: 'Colour' })],
    ['nextToken', new ListRecommendationsCommand({ nextToken: 'bm9uc2Vuc2U' })],
  ])('refuses a bad %s', async (_, command) => {
    await expect(hub.send(command as ListRecommendationsCommand)).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('Compute Optimizer', () => {
  test('agrees with the hub about idle instances of an account', async () => {
    const region = organisation.homeRegion;
    const items = (await all({ filter: { ...IDLE_EC2, regions: [region] } }, 1_000)).slice(0, 1);
    const accountId = items[0]?.accountId ?? '';
    const answer = await optimizer.send(
      new GetIdleRecommendationsCommand({
        accountIds: [accountId],
        filters: [{ name: 'ResourceType', values: ['EC2Instance'] }],
      }),
    );
    const ids = answer.idleRecommendations?.map((item) => item.resourceId);
    expect(ids).toContain(items[0]?.resourceId);
  });

  test('finds under-provisioned instances somewhere', async () => {
    const { accountEnrollmentStatuses: statuses = [] } = await optimizer.send(
      new GetEnrollmentStatusesForOrganizationCommand({}),
    );
    const active = statuses
      .filter((item) => item.status === 'Active')
      .map((item) => item.accountId);
    const answers = await Promise.all(
      active.map((id) =>
        optimizer.send(
          new GetEC2InstanceRecommendationsCommand({
            accountIds: [id ?? ''],
            filters: [{ name: 'Finding', values: ['Underprovisioned'] }],
          }),
        ),
      ),
    );
    expect(
      answers.flatMap((answer) => answer.instanceRecommendations ?? []).length,
    ).toBeGreaterThan(0);
  });

  test('takes one account a request', async () => {
    const accountIds = ['111111111111', '222222222222'];
    await expect(
      optimizer.send(new GetIdleRecommendationsCommand({ accountIds })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
