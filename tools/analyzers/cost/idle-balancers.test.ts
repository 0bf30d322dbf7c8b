import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { MetricSeries, MetricsReader } from '../../aws/metrics-reader.ts';
import { configReaders, configRow, requestFor } from '../test/fake-readers.ts';
import { idleBalancers } from './idle-balancers.ts';

const request = requestFor('cost.elbv2.idle');

function balancer(name: string, more: Readonly<Record<string, unknown>> = {}, account = 'a') {
  const loadBalancerArn = `arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/${name}`;
  return configRow({
    resourceId: loadBalancerArn,
    resourceName: name,
    accountId: account,
    configuration: {
      loadBalancerArn,
      type: name.startsWith('app/') ? 'application' : 'network',
      createdTime: '2025-01-01T00:00:00Z',
      ...more,
    },
  });
}

/** CloudWatch that knows these days of these metrics (`app/a/1 RequestCount`). */
function metricsOf(
  known: Readonly<Record<string, readonly number[] | string>>,
  shared: readonly string[] = [],
  members: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {},
): MetricsReader {
  return {
    daily: async ({ queries, member }) =>
      queries.map(({ dimension, metric, accountId }): MetricSeries => {
        const own = member === accountId ? (members[member] ?? 'No role is set.') : {};
        if (typeof own === 'string') return { values: [], problem: own, evidence: [] };
        const asked = member === undefined ? known : own;
        const found = asked[`${dimension.value} ${metric}`] ?? [];
        const evidence = ['sha256:metrics'];
        return typeof found === 'string'
          ? { values: [], problem: found, evidence }
          : { values: found, problem: null, evidence };
      }),
    isShared: async (_region, accountId) => shared.includes(accountId),
  };
}

async function idle(rows: Parameters<typeof configReaders>[0], metrics: MetricsReader) {
  const { rows: found, summary } = await idleBalancers.analyse(
    { ...configReaders(rows), metrics },
    request,
  );
  return { names: found.map(({ fields }) => fields['name']), gaps: summary.gaps ?? [] };
}

describe('cost.elbv2.idle', () => {
  it('finds what stays below a hundred requests on every day, and nothing that has one busy day', async () => {
    const rows = ['app/quiet/1', 'app/once/1', 'app/busy/1', 'app/limit/1'].map((each) =>
      balancer(each),
    );
    const metrics = metricsOf({
      'app/quiet/1 RequestCount': [0, 99, 3],
      'app/once/1 RequestCount': [0, 0, 101],
      'app/busy/1 RequestCount': [5_000, 4_000],
      'app/limit/1 RequestCount': [100],
    });
    expect((await idle(rows, metrics)).names).toEqual(['app/quiet/1']);
  });

  it('leaves a network load balancer whose few flows stay open', async () => {
    const metrics = metricsOf({
      'net/held/1 NewFlowCount': [2],
      'net/held/1 ActiveFlowCount': [1.5],
      'net/quiet/1 NewFlowCount': [2],
      'net/quiet/1 ActiveFlowCount': [0.01],
    });
    const rows = [balancer('net/held/1'), balancer('net/quiet/1')];
    expect((await idle(rows, metrics)).names).toEqual(['net/quiet/1']);
  });

  it('leaves load balancers that are too young, and those of gateways', async () => {
    const young = balancer('app/young/1', { createdTime: '2026-11-20T00:00:00Z' });
    const gateway = balancer('gwy/a/1', { type: 'gateway' });
    expect((await idle([young, gateway], metricsOf({}))).names).toEqual([]);
  });

  it('takes silence for idleness only where the account is known to share its metrics', async () => {
    const rows = [
      balancer('app/silent/1'),
      balancer('app/unknown/1', {}, 'b'),
      balancer('app/forbidden/1', {}, 'c'),
    ];
    const metrics = metricsOf({ 'app/forbidden/1 RequestCount': 'Forbidden.' }, ['a']);
    const { names, gaps } = await idle(rows, metrics);
    expect(names).toEqual(['app/silent/1']);
    expect(gaps.map(({ accountId, detail }) => [accountId, detail])).toEqual([
      [
        'b',
        'CloudWatch metrics are not shared with the account that this server uses. No role is set.',
      ],
      ['c', 'Forbidden. No role is set.'],
    ]);
  });

  it('asks accounts that share no metrics themselves, and takes their own silence for idleness', async () => {
    const rows = [
      balancer('app/silent/1', {}, 'b'),
      balancer('app/forbidden/1', {}, 'c'),
      balancer('app/busy/1', {}, 'c'),
      balancer('app/closed/1', {}, 'd'),
    ];
    const metrics = metricsOf({ 'app/forbidden/1 RequestCount': 'Forbidden.' }, [], {
      b: {},
      c: { 'app/forbidden/1 RequestCount': [3], 'app/busy/1 RequestCount': [5_000] },
    });
    const { names, gaps } = await idle(rows, metrics);
    expect(new Set(names)).toEqual(new Set(['app/silent/1', 'app/forbidden/1']));
    expect(gaps.map(({ accountId }) => accountId)).toEqual(['d']);
  });

  it('keeps both reasons where asking the account fails, and ends when the run is cancelled', async () => {
    const rows = [balancer('app/seen/1'), balancer('app/a/1', {}, 'b')];
    const failing = (code: 'throttled' | 'aborted') => {
      const metrics = metricsOf({ 'app/seen/1 RequestCount': [1] });
      const daily: MetricsReader['daily'] = async (input) => {
        if (input.member !== undefined) throw new AnalysisError(code, 'Slow down.');
        return metrics.daily(input);
      };
      return { ...metrics, daily };
    };
    const { gaps } = await idle(rows, failing('throttled'));
    expect(gaps[0]?.detail).toMatch(/not shared .* Slow down\./);
    await expect(idle(rows, failing('aborted'))).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is an error, and not an empty answer, when no account shares anything', async () => {
    await expect(idle([balancer('app/a/1')], metricsOf({}))).rejects.toThrow(AnalysisError);
    await expect(idle([balancer('app/a/1')], metricsOf({}))).rejects.toThrow(/monitoring account/);
  });
});
