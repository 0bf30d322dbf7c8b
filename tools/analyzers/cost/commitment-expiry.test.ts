import { describe, expect, it } from 'vitest';
import type { CommitmentTerm } from '../../aws/commitment-reader.ts';
import { requestFor } from '../test/fake-readers.ts';
import { endlessNotes, expiryNotes, expiryRows } from './commitment-expiry.ts';

/** Tests are at 2026-11-23. */
const plan = (id: string, end: string | null): CommitmentTerm => ({
  id,
  end,
  type: 'ComputeSavingsPlans',
  hourly: 12.5,
  service: null,
  accountId: null,
  region: null,
  instances: null,
  evidence: 'sha256:plan',
});

describe('expiryRows', () => {
  const rowsOf = (days: number | null, ...plans: readonly CommitmentTerm[]) =>
    expiryRows(plans, requestFor('cost.sp.utilization', { days })).map(({ id, fields }) => [
      id,
      fields['end'],
      fields['daysLeft'],
    ]);

  it('lists what ends within the days, both ends included, the first first', () => {
    const plans = [
      plan('later', '2026-12-24T00:00:00.000Z'),
      plan('last day', '2026-12-23T23:59:59.000Z'),
      plan('today', '2026-11-23T00:00:00.000Z'),
      plan('over', '2026-11-22T23:59:59.000Z'),
      plan('unknown', null),
    ];
    expect(rowsOf(30, ...plans)).toEqual([
      ['today', '2026-11-23', 0],
      ['last day', '2026-12-23', 30],
    ]);
  });

  it('looks 90 days ahead unless the settings or the question say otherwise', () => {
    const plans = [plan('a', '2027-02-21T00:00:00.000Z'), plan('b', '2027-02-22T00:00:00.000Z')];
    expect(rowsOf(null, ...plans)).toEqual([['a', '2027-02-21', 90]]);
    const request = requestFor('cost.sp.utilization');
    const set = { ...request, thresholds: { ...request.thresholds, expiry: 91 } };
    expect(expiryRows(plans, set)).toHaveLength(2);
  });
});

describe('expiryNotes', () => {
  const PLANS = { one: 'Savings Plan', many: 'Savings Plans' };
  const request = requestFor('cost.sp.utilization');

  it('names how many end soon, and those without an end', () => {
    const plans = [plan('a', '2027-01-01T00:00:00.000Z'), plan('b', null)];
    expect(expiryNotes(plans, PLANS, request)).toEqual([
      'Savings Plans that end within 90 days: 1, the first on 2027-01-01. Ask for those "expiring within 90 days" to list them.',
    ]);
    expect(endlessNotes(plans, PLANS)).toEqual(['Savings Plans of which AWS gave no end: 1.']);
  });

  it('says nothing when nothing ends', () => {
    expect(expiryNotes([], PLANS, request)).toEqual([]);
    expect(endlessNotes([plan('a', '2027-01-01T00:00:00.000Z')], PLANS)).toEqual([]);
  });
});
