import { describe, expect, it } from 'vitest';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/analysis.ts';
import { thresholdProblems, thresholdsOf, withSetDays } from './thresholds.ts';

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

  it.each([
    [{ 'cost.ec2.stoped': { days: 45 } }, 'there is no such analyzer'],
    [{ 'cost.ec2.stopped': { weeks: 2 } }, 'It has: days.'],
    [{ 'inv.accounts': { days: 2 } }, 'It has: none.'],
    [{ 'cost.ec2.stopped': { days: 0 } }, 'from 1 to 3650'],
    [{ 'cost.ec2.stopped': { days: 1.5 } }, 'whole number of days'],
    [{ 'rel.rds.nobackup': { days: 36 } }, 'from 1 to 35'],
  ])('refuses %j', (settings, problem) => {
    expect(thresholdProblems(settings as never)).toEqual([expect.stringContaining(problem)]);
  });
});
