import { describe, expect, it } from 'vitest';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/parameters.ts';
import { requestFor } from './test/fake-readers.ts';
import {
  thresholdNote,
  thresholdOf,
  thresholdProblems,
  thresholdsOf,
  thresholdValues,
  withSetDays,
} from './thresholds.ts';

const STOPPED = { 'cost.ec2.stopped': { days: 45 } };

describe('thresholds', () => {
  it('shows the value that counts beside the default', () => {
    expect(thresholdsOf('cost.ec2.stopped', STOPPED)).toMatchObject([
      { name: 'days', value: 45, default: 30, unit: 'days' },
    ]);
    expect(thresholdsOf('cost.ec2.stopped', {})).toMatchObject([{ value: 30 }]);
    expect(thresholdsOf('inv.accounts', STOPPED)).toEqual([]);
  });

  it('takes the days of the question before those of the settings', () => {
    const id = 'cost.ec2.stopped';
    expect(withSetDays(NO_PARAMETERS, id, STOPPED).days).toBe(45);
    expect(withSetDays({ ...NO_PARAMETERS, days: 60 }, id, STOPPED).days).toBe(60);
    expect(withSetDays(NO_PARAMETERS, 'cost.ebs.unattached', STOPPED).days).toBeNull();
  });

  it('gives a run the values that count, and says which it used', () => {
    const values = thresholdValues('cost.mom', { 'cost.mom': { percent: 5 } });
    expect(values).toEqual({ amount: 10, percent: 5 });
    expect(thresholdNote('cost.mom', values, NO_PARAMETERS)).toEqual([
      'Thresholds: amount 10 USD, percent 5 % (setting analyzers.cost.mom).',
    ]);
    const asked = { ...NO_PARAMETERS, days: 60 };
    const stopped = thresholdValues('cost.ec2.stopped');
    expect(thresholdNote('cost.ec2.stopped', stopped, asked)[0]).toMatch(/^Threshold: 60 days \(/);
    expect(thresholdNote('inv.accounts', {}, NO_PARAMETERS)).toEqual([]);
  });

  it('knows no threshold that is not declared', () => {
    expect(thresholdOf(requestFor('cost.mom'), 'amount')).toBe(10);
    expect(() => thresholdOf(requestFor('cost.mom'), 'days')).toThrow('declares no threshold');
  });

  it.each([
    { 'cost.mom': { amount: 0.5, percent: 12.5 } },
    { 'cost.forecast': { percent: 2.5 } },
    { 'cost.ec2.stopped': { days: 45 } },
  ])('takes %j', (settings) => expect(thresholdProblems(settings as never)).toEqual([]));

  it.each([
    [{ 'cost.ec2.stoped': { days: 45 } }, 'no such analyzer. Nearest: cost.ec2.stopped.'],
    [{ 'cost.mom': { percents: 5 } }, 'It has: amount, percent; nearest: percent.'],
    [{ 'cost.sp.coverage': { percent: 100.5 } }, 'is not a number of % from 1 to 100'],
    [{ 'cost.mom': { amount: Number.NaN } }, 'is not a number of USD'],
    [{ 'cost.mom': { amount: Number.POSITIVE_INFINITY } }, 'is not a number of USD'],
    [{ 'cost.nat.count': { gateways: 2.5 } }, 'whole number of NAT gateways'],
    [{ 'cost.ec2.stopped': { weeks: 2 } }, 'It has: days.'],
    [{ 'inv.accounts': { days: 2 } }, 'It has: none.'],
    [{ 'cost.ec2.stopped': { days: 0 } }, 'from 1 to 3650'],
    [{ 'cost.ec2.stopped': { days: 1.5 } }, 'whole number of days'],
    [{ 'rel.rds.nobackup': { days: 36 } }, 'from 1 to 35'],
  ])('refuses %j', (settings, problem) => {
    expect(thresholdProblems(settings as never)).toEqual([expect.stringContaining(problem)]);
  });
});
