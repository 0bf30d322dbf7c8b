import { describe, expect, it } from 'vitest';
import { exactAmount, roundedAmount } from '../../aws/exact-amount.ts';
import { defineConfigCheck } from '../config-check.ts';
import { configRow, costLine, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { toUnitPrices } from '../unit-prices.ts';
import { anomalyRows } from './anomalies.ts';
import { changesOf, comparedPeriods } from './compared-costs.ts';
import { gp3Saving, storagePrice } from './config-checks.ts';
import { creditRows } from './credits.ts';
import { spikeAt } from './daily-spikes.ts';
import { forecastRows } from './forecast.ts';
import { costHistory, historyRows } from './history.ts';
import { daysStopped, stoppedRows } from './stopped-instances.ts';
import { untaggedRows } from './untagged.ts';
import { usageDrivers } from './usage-drivers.ts';

const REGION = 'ap-southeast-2';
const PRICES = toUnitPrices([
  costLine(['APS2-EBS:VolumeUsage.gp2', REGION], '1200', { quantity: exactAmount('10000') }),
  costLine(['APS2-EBS:VolumeUsage.gp3', REGION], '960', { quantity: exactAmount('10000') }),
  costLine(['EBS:VolumeUsage.gp2', 'us-east-1'], '0', { quantity: exactAmount('50') }),
]);

describe('unit prices', () => {
  it('divides cost by usage, by Region', () => {
    expect(PRICES.priceOf('EBS:VolumeUsage.gp2', REGION, 100)).toEqual({
      amount: 12,
      currency: 'USD',
    });
  });

  it.each([
    ['EBS:VolumeUsage.gp2', 'eu-west-1', 100],
    ['EBS:VolumeUsage.gp2', null, 100],
    ['EBS:VolumeUsage.gp2', 'us-east-1', 100],
    ['EBS:VolumeUsage.io2', REGION, 100],
    ['EBS:VolumeUsage.gp2', REGION, Number.NaN],
  ])('does not price %s in %s: what is unknown is null, never zero', (...[type, region, size]) => {
    expect(PRICES.priceOf(type, region, size)).toBeNull();
  });

  it('prices a gp2 volume as the difference to gp3, only where both prices are known', () => {
    const volume = (size: number) => configRow({ configuration: { size, volumeType: 'gp2' } });
    expect(gp3Saving(volume(100), PRICES)).toEqual({ amount: 2.4, currency: 'USD' });
    expect(gp3Saving(volume(2000), PRICES)).toBeNull();
    expect(
      storagePrice(configRow({ configuration: { size: 10, volumeType: 'new' } }), PRICES),
    ).toBeNull();
  });
});

describe('stopped instances', () => {
  const instance = (reason: string) =>
    configRow({
      configuration: {
        stateTransitionReason: reason,
        blockDeviceMappings: [{ ebs: { volumeId: 'vol-1' } }, { ebs: { volumeId: 'vol-2' } }],
      },
    });
  const volume = (resourceId: string, volumeType: string) =>
    configRow({ resourceId, configuration: { size: 100, volumeType } });

  it('adds up the volumes, and gives no sum when one has no price', () => {
    const instances = [instance('User initiated (2026-08-01 03:12:45 GMT)')];
    const request = requestFor('cost.ec2.stopped');
    const priced = [volume('vol-1', 'gp2'), volume('vol-2', 'gp3')];
    const [row] = stoppedRows({ instances, volumes: priced, prices: PRICES }, request);
    expect(row?.monthlySaving).toEqual({ amount: 21.6, currency: 'USD' });
    expect(row?.fields['daysStopped']).toBe(114);

    const unpriced = [volume('vol-1', 'gp2'), volume('vol-2', 'io2')];
    const [other] = stoppedRows({ instances, volumes: unpriced, prices: PRICES }, request);
    expect(other?.monthlySaving).toBeNull();
  });

  it.each([
    '',
    'User initiated',
    'Client.UserInitiatedShutdown: (soon)',
    'User initiated (2026-13-45 99:99:99 GMT)',
  ])('reads no date from %j', (reason) => {
    expect(daysStopped(instance(reason), new Date('2026-11-23T00:00:00Z'))).toBeNull();
  });
});

describe('cost.history', () => {
  const lines = [
    costLine(['Amazon S3', 'Usage'], '0.1'),
    costLine(['Amazon S3', 'Usage'], '0.2'),
    costLine(['Amazon RDS', 'Usage'], '299.7'),
    costLine(['Amazon RDS', 'Credit'], '-250'),
    costLine(['Tax', 'Tax'], '30'),
  ];

  it('sums exactly and keeps credits and tax out of the rows', async () => {
    const rows = historyRows(lines, requestFor('cost.history'));
    expect(rows.map(({ fields }) => [fields['group'], fields['cost'], fields['share']])).toEqual([
      ['Amazon RDS', 299.7, 99.9],
      ['Amazon S3', 0.3, 0.1],
    ]);

    const readers = fakeReaders();
    const cost = { ...readers.cost, usage: async () => lines };
    const { summary } = await costHistory.analyse({ ...readers, cost }, requestFor('cost.history'));
    expect(summary.headlines.map(({ value }) => value)).toEqual([300, 80]);
    expect(summary.notes).toEqual([
      [
        'Not in the rows: ',
        'credits ',
        { value: -250, kind: 'money', currency: 'USD' },
        ', tax ',
        { value: 30, kind: 'money', currency: 'USD' },
        '.',
      ],
    ]);
  });

  it('lists months in order, with change, and marks estimated ones', () => {
    const months = [
      costLine(['Usage'], '150', { start: '2026-11-01', end: '2026-11-23', estimated: true }),
      costLine(['Usage'], '100', { start: '2026-10-01' }),
    ];
    const rows = historyRows(months, requestFor('cost.history', { groupBy: 'month' }));
    expect(rows.map(({ fields }) => fields)).toMatchObject([
      { period: 'Oct 2026', cost: 100, changePercent: null, state: 'final' },
      { period: 'Nov 2026', cost: 150, changePercent: 50, state: 'estimated' },
    ]);
  });
});

describe('comparison', () => {
  it('compares the last month with the one before, and a named quarter with the one before it', () => {
    expect(comparedPeriods(requestFor('cost.mom'))).toMatchObject({
      before: { start: '2026-09-01', end: '2026-10-01' },
      after: { start: '2026-10-01', end: '2026-11-01' },
    });
    const quarter = { start: '2026-07-01', end: '2026-10-01', label: 'Q3' };
    expect(comparedPeriods(requestFor('cost.mom', { period: quarter })).before).toMatchObject({
      start: '2026-04-01',
      end: '2026-07-01',
    });
  });

  it('names groups that came and went', () => {
    const changes = changesOf({ before: [costLine(['A'], '5')], after: [costLine(['B'], '7')] });
    expect(
      changes.map(({ key, before, after }) => [key, roundedAmount(before), roundedAmount(after)]),
    ).toEqual([
      ['B', 0, 7],
      ['A', 5, 0],
    ]);
  });

  it('splits a change into usage and price without remainder', () => {
    const before = [costLine(['S3', 'GB'], '10', { quantity: exactAmount('100') })];
    const after = [costLine(['S3', 'GB'], '24', { quantity: exactAmount('120') })];
    const drivers = usageDrivers(before, after);
    expect(drivers.map(({ type, difference }) => [type, roundedAmount(difference)])).toEqual([
      ['USAGE_CHANGE', 2],
      ['PRICE_CHANGE', 12],
    ]);
    expect(usageDrivers([], after)).toMatchObject([
      { type: 'USAGE_CHANGE', difference: exactAmount('24') },
    ]);
  });
});

describe('spikes', () => {
  const limits = { score: 3, amount: 10 };
  const calm = Array.from({ length: 28 }, (_, day) => 100 + (day % 3));

  it('finds a day far above the usual', () => {
    expect(spikeAt([...calm, 200], 28, limits)).toMatchObject({
      cost: 200,
      usual: 101,
      excess: 99,
    });
  });

  it.each([
    ['a usual day', [...calm, 103]],
    ['less than 10 dollars', [...calm.map((value) => value / 100), 2]],
    ['a drop', [...calm, 10]],
    ['too short a history', [...calm.slice(0, 10), 500]],
  ])('leaves %s', (...[, costs]) => {
    expect(spikeAt(costs, costs.length - 1, limits)).toBeNull();
  });

  it('works on a flat series, which has no deviation', () => {
    expect(spikeAt([...calm.map(() => 50), 61], 28, limits)).toMatchObject({ excess: 11 });
    expect(spikeAt([...calm.map(() => 0), 11], 28, limits)).toMatchObject({ excess: 11 });
  });
});

describe('forecast, anomalies, tags and credits', () => {
  const ahead = (start: string, mean: string) => ({
    start,
    end: '2026-12-01',
    mean: exactAmount(mean),
    lower: null,
    upper: null,
    currency: 'USD',
    evidence: 'sha256:f',
  });

  it('adds what was spent to the open month, and flags a rise of more than 10 %', () => {
    const history = [
      costLine([], '100', { start: '2026-10-01' }),
      costLine([], '90', { start: '2026-11-01', estimated: true }),
    ];
    const forecast = [ahead('2026-11-23', '19'), ahead('2026-12-01', '111')];
    const rows = forecastRows({ history, forecast }, requestFor('cost.forecast'));
    expect(rows.map(({ fields, severity }) => [fields['cost'], severity])).toEqual([
      [109, 'INFORMATIONAL'],
      [111, 'MEDIUM'],
    ]);
  });

  it('leaves small anomalies out', () => {
    const anomaly = (id: string, impact: number) => ({
      id,
      start: '2026-11-01T00:00:00Z',
      end: null,
      dimensionValue: 'AWS Lambda',
      impact,
      actual: null,
      expected: null,
      feedback: null,
      causes: [],
      evidence: 'sha256:a',
    });
    const rows = anomalyRows([anomaly('a', 9.99), anomaly('b', 10)], requestFor('cost.anomalies'));
    expect(rows.map(({ id, fields }) => [id, fields['service']])).toEqual([['b', 'AWS Lambda']]);
  });

  it('counts an empty tag value as untagged, up to 5 % being tolerated', () => {
    const tag = (name: string, untagged: string) => ({
      tag: name,
      lines: [costLine([''], untagged), costLine(['x'], '95')],
    });
    const rows = untaggedRows(
      [tag('Team', '5'), tag('Owner', '95')],
      requestFor('cost.tags.untagged'),
    );
    expect(rows.map(({ id, severity, fields }) => [id, severity, fields['share']])).toEqual([
      ['Owner', 'MEDIUM', 50],
      ['Team', 'INFORMATIONAL', 5],
    ]);
  });

  it('tells credits from refunds by month', () => {
    const rows = creditRows(
      [costLine(['Credit'], '-10.005'), costLine(['Refund'], '-1')],
      requestFor('cost.credits'),
    );
    expect(rows.map(({ fields }) => fields)).toMatchObject([
      { month: 'Oct 2026', credits: -10.01, refunds: -1 },
    ]);
  });
});

describe('defineConfigCheck', () => {
  it('never takes a failed query for an empty answer', async () => {
    const check = defineConfigCheck({ id: 'sec.rds.public', advice: null });
    const run = check.analyse(fakeReaders(), requestFor('sec.rds.public'));
    await expect(run).rejects.toThrow('not part of the test');
  });
});
