import { afterEach, describe, expect, it } from 'vitest';
import { startSampleOrganisation } from '../sample-org/start-sample-organisation.ts';
import { createWorld } from '../sample-org/world/create-world.ts';
import { createClients } from './clients.ts';
import type { MetricQuery } from './metric-operations.ts';
import { createMetricsReader } from './metrics-reader.ts';
import { createReaders } from './readers.ts';
import { createReading } from './reading.ts';
import { createRunRecorder } from './run-recorder.ts';
import {
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from './test/scripted-endpoint.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
let endpoint: ScriptedEndpoint | null = null;

afterEach(async () => {
  await endpoint?.close();
  endpoint = null;
});

async function start(answer: (request: ReceivedRequest) => ScriptedAnswer) {
  endpoint = await startScriptedEndpoint(answer);
  const reading = createReading({
    clients: createClients(endpoint.source),
    clock: { now: () => NOW },
    source: endpoint.source,
  });
  const recorder = createRunRecorder(() => {});
  const { read } = reading({ identity: 'me', signal: new AbortController().signal, recorder });
  return { reader: createMetricsReader(read), recorder };
}

const query = (accountId: string, value = 'app/a/1'): MetricQuery => ({
  accountId,
  namespace: 'AWS/ApplicationELB',
  metric: 'RequestCount',
  dimension: { name: 'LoadBalancer', value },
  stat: 'Sum',
});

const ask = (queries: readonly MetricQuery[]) => ({
  region: 'eu-west-1',
  start: '2026-11-16T00:00:00Z',
  end: '2026-11-23T00:00:00Z',
  queries,
});

interface SentQuery {
  readonly Id: string;
  readonly AccountId: string;
}

const sentQueries = ({ input }: ReceivedRequest) => input['MetricDataQueries'] as SentQuery[];

const complete = (request: ReceivedRequest): ScriptedAnswer => ({
  body: {
    MetricDataResults: sentQueries(request).map(({ Id }) => ({
      Id,
      StatusCode: 'Complete',
      Timestamps: [1_795_000_000],
      Values: [7],
    })),
  },
});

describe('daily', () => {
  it('enters the account that shares nothing, and reads what it says of itself', async () => {
    const organisation = await startSampleOrganisation({ clock: () => NOW });
    const world = createWorld({ now: NOW });
    const types = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];
    const [balancer] = [...world.resources({ types })].filter(
      ({ accountId, arn }) => arn.includes('/app/') && world.account(accountId)?.enrolled === false,
    );
    if (balancer === undefined) throw new Error('Every account with load balancers is linked.');
    const { region, accountId, arn } = balancer;
    const { endpoint: url, homeRegion, credentials } = organisation;
    const named = { kind: 'sample', label: 'sample organisation', configAggregator: null } as const;
    const source = {
      ...named,
      endpoint: url,
      region: homeRegion,
      credentials,
      memberRole: 'reader',
    };
    const { metrics, recorder } = createReaders(source, { now: () => NOW })({
      identity: 'me',
      signal: new AbortController().signal,
      report: () => undefined,
    });
    const input = { ...ask([query(accountId, arn.split(':loadbalancer/')[1])]), region };
    const [refused] = await metrics.daily(input);
    const [own] = await metrics.daily({ ...input, member: accountId });
    expect(refused).toMatchObject({ values: [], problem: 'CloudWatch answered Forbidden.' });
    expect(own?.problem).toBeNull();
    expect(own?.values.length).toBeGreaterThan(0);
    expect(recorder.evidence().at(-1)).toMatchObject({ accountId, region });
    await organisation.close();
  });

  it('asks for five hundred metrics at a time, at the price of each', async () => {
    const { reader, recorder } = await start(complete);
    const queries = Array.from({ length: 1_200 }, (_, index) => query('1', `app/a/${index}`));
    const series = await reader.daily(ask(queries));
    expect(series).toHaveLength(1_200);
    expect(series.every(({ values }) => values[0] === 7)).toBe(true);
    const sizes = endpoint?.requests.map((request) => sentQueries(request).length);
    expect(sizes?.toSorted((a, b) => b - a)).toEqual([500, 500, 200]);
    expect(recorder.uses()).toMatchObject([
      { api: 'cloudwatch:GetMetricData', requests: 3, costUsd: 0.012 },
    ]);
  });

  it('puts the pages of a series together', async () => {
    const pages: ScriptedAnswer[] = [
      {
        body: {
          MetricDataResults: [{ Id: 'm0', StatusCode: 'PartialData', Values: [1] }],
          NextToken: 'more',
        },
      },
      { body: { MetricDataResults: [{ Id: 'm0', StatusCode: 'Complete', Values: [2] }] } },
    ];
    const { reader } = await start(() => pages.shift() ?? { body: {} });
    const [series] = await reader.daily(ask([query('1')]));
    expect(series).toMatchObject({ values: [1, 2], problem: null });
  });

  it('tells the account that AWS refuses from those that it answers for', async () => {
    const { reader } = await start((request) =>
      sentQueries(request).some(({ AccountId }) => AccountId === '2')
        ? { error: 'AccessDenied', message: 'not linked' }
        : complete(request),
    );
    const series = await reader.daily(ask([query('1'), query('2'), query('3')]));
    expect(series.map(({ values }) => values)).toEqual([[7], [], [7]]);
    expect(series[1]?.problem).toContain('Allow cloudwatch:GetMetricData');
  });

  it('keeps apart what is forbidden and what has no data', async () => {
    const { reader } = await start(() => ({
      body: {
        MetricDataResults: [
          { Id: 'm0', StatusCode: 'Forbidden', Values: [] },
          { Id: 'm1', StatusCode: 'Complete', Values: [] },
        ],
      },
    }));
    const series = await reader.daily(ask([query('1'), query('2')]));
    expect(series.map(({ problem }) => problem)).toEqual(['CloudWatch answered Forbidden.', null]);
  });

  it('never asks its own account for the metrics of an account that it cannot enter', async () => {
    const { reader } = await start(complete);
    const series = await reader.daily({ ...ask([query('1')]), member: '1' });
    expect(series).toMatchObject([{ values: [], problem: expect.stringContaining('memberRole') }]);
    expect(endpoint?.requests).toEqual([]);
  });

  it('fails when AWS fails', async () => {
    const { reader } = await start(() => ({ error: 'InternalFailure', status: 501 }));
    await expect(reader.daily(ask([query('1'), query('2')]))).rejects.toThrow(
      'cloudwatch:GetMetricData failed',
    );
  });
});
