import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';
import { createWorld } from '../world/create-world.ts';
import type { Resource, WorldAccount } from '../world/types.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const WEEK = {
  StartTime: new Date('2026-11-16T00:00:00Z'),
  EndTime: new Date('2026-11-23T00:00:00Z'),
};
const world = createWorld({ now: NOW });
let organisation: SampleOrganisation;
let client: CloudWatchClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => NOW });
  const { endpoint, credentials, homeRegion: region } = organisation;
  client = new CloudWatchClient({ endpoint, credentials, region, maxAttempts: 1 });
});

afterAll(() => organisation.close());

const enrolled = (accountId: string) => world.account(accountId)?.enrolled === true;

function balancers(): readonly Resource[] {
  const types = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];
  const found = world.resources({ regions: [world.homeRegion], types });
  return [...found].filter(({ arn }) => arn.includes('/app/'));
}

function query({ accountId, arn }: Pick<Resource, 'accountId' | 'arn'>, id = 0): MetricDataQuery {
  const Value = arn.split(':loadbalancer/')[1] ?? '';
  return {
    Id: `m${id}`,
    AccountId: accountId,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [{ Name: 'LoadBalancer', Value }],
      },
      Period: 86_400,
      Stat: 'Sum',
    },
  };
}

async function results(MetricDataQueries: MetricDataQuery[]) {
  const found = [];
  for await (const page of paginateGetMetricData({ client }, { ...WEEK, MetricDataQueries })) {
    found.push(...(page.MetricDataResults ?? []));
  }
  return found;
}

describe('GetMetricData', () => {
  test('answers each query once, with as many values as times', async () => {
    const asked = balancers().map(query);
    const found = await results(asked);
    expect(found.map(({ Id }) => Id)).toEqual(asked.map(({ Id }) => Id));
    for (const { Values, Timestamps } of found) expect(Values?.length).toBe(Timestamps?.length);
    const sums = found.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0));
    expect(Math.max(...sums)).toBeGreaterThan(7_000);
  });

  test('forbids what an account does not share, and has nothing on what does not exist', async () => {
    const hidden: WorldAccount | undefined = world.accounts.find(({ id }) => !enrolled(id));
    const known = balancers().find(({ accountId }) => enrolled(accountId));
    const [forbidden] = await results([query({ accountId: hidden?.id ?? '', arn: 'a' })]);
    const [unknown] = await results([query({ accountId: known?.accountId ?? '', arn: 'a' })]);
    expect(forbidden).toMatchObject({ StatusCode: 'Forbidden', Values: [] });
    expect(unknown).toMatchObject({ StatusCode: 'Complete', Values: [] });
  });

  test.each([
    ['no query', { ...WEEK, MetricDataQueries: [] }],
    ['an end before the start', { StartTime: WEEK.EndTime, EndTime: WEEK.StartTime }],
  ])('refuses %s', async (_name, input) => {
    const command = new GetMetricDataCommand({
      MetricDataQueries: [query({ accountId: world.managementAccountId, arn: 'a' })],
      ...input,
    });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('ListMetrics', () => {
  test('shows linked accounts, and no others', async () => {
    const shown = async (OwningAccount: string) => {
      const input = { Namespace: 'AWS/Usage', MetricName: 'CallCount', OwningAccount };
      const command = new ListMetricsCommand({ ...input, IncludeLinkedAccounts: true });
      return (await client.send(command)).Metrics?.length ?? 0;
    };
    for (const { id } of world.accounts) expect(await shown(id)).toBe(enrolled(id) ? 1 : 0);
  });
});
