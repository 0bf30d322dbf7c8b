import { describe, expect, it } from 'vitest';
import type { ApprovalDetails, ApprovalStatus } from '../contracts/approvals.ts';
import type { Plan } from '../contracts/plan.ts';
import {
  sampleAction,
  sampleDetails,
  samplePlan,
  sampleRequest,
} from '../test/approval-samples.ts';
import { type BillScope, savingOf } from './savings.ts';

const LATER = new Date('2026-04-01T00:00:00Z');

function executed(plan: Partial<Plan> = {}, status: ApprovalStatus = 'SUCCEEDED'): ApprovalDetails {
  const at = '2026-03-10T15:00:00.000Z';
  return sampleDetails({
    request: sampleRequest({ status, plan: samplePlan(plan) }),
    history: [{ at, kind: 'execution.ended', actor: 'server', facts: {} }],
  });
}

/** Seven days before and after, at these costs a day; the day between is dear and must not count. */
async function measure(before: number, after: number, [details, now] = [executed(), LATER]) {
  const asked: BillScope[] = [];
  const entry = await savingOf(details, { days: 7, now }, async (scope) => {
    asked.push(scope);
    const days = Array.from({ length: 15 }, (_, index) => {
      const day = new Date(Date.parse('2026-03-03') + index * 86_400_000);
      const cost = index === 7 ? 9999 : index < 7 ? before : after;
      return { day: day.toISOString().slice(0, 10), cost };
    });
    return { days, currency: 'USD', evidence: ['sha256:bill'] };
  });
  return { entry, asked };
}

describe('a saving', () => {
  it('is seen in the part of the bill where it should show', async () => {
    const { entry, asked } = await measure(10, 8.6);
    expect(asked).toEqual([
      {
        accounts: ['111122223333'],
        services: ['Amazon Elastic Compute Cloud - Compute'],
        start: '2026-03-03',
        end: '2026-03-18',
      },
    ]);
    expect(entry).toMatchObject({
      analyzer: 'cost.ec2.idle',
      requester: 'erin@example.com',
      expected: { amount: 42.5, currency: 'USD' },
      state: 'seen',
      measured: { amount: 42.58, currency: 'USD' },
      evidence: ['sha256:bill'],
    });
  });

  it('that the bill does not show, or that it grew, is not seen', async () => {
    expect((await measure(10, 9.9)).entry).toMatchObject({ state: 'not-seen' });
    const grown = { state: 'not-seen', measured: { amount: -30.42 } };
    expect((await measure(10, 11)).entry).toMatchObject(grown);
  });

  it.each([
    ['too-early', executed(), new Date('2026-03-19T23:59:59Z')],
    ['undone', executed({}, 'ROLLED_BACK'), LATER],
    ['not-measurable', executed({ actions: [sampleAction({ targets: [] })] }), LATER],
    ['not-measurable', executed({ monthlyCostChange: { amount: -5, currency: 'EUR' } }), LATER],
  ])('is %s without a figure', async (...[state, details, now]) => {
    expect((await measure(10, 1, [details, now])).entry).toMatchObject({ state, measured: null });
  });

  it('is not measurable where there is no bill', async () => {
    const empty = async () => ({ days: [], currency: 'USD', evidence: [] });
    const entry = await savingOf(executed(), { days: 7, now: LATER }, empty);
    expect(entry).toMatchObject({ state: 'not-measurable', measured: null });
  });

  it.each([
    ['was not executed', executed({}, 'APPROVED')],
    ['failed', executed({}, 'FAILED')],
    ['was not priced', executed({ monthlyCostChange: null })],
    ['was to cost more', executed({ monthlyCostChange: { amount: 5, currency: 'USD' } })],
  ])('is none of what %s', async (_what, details) => {
    expect((await measure(10, 1, [details, LATER])).entry).toBeNull();
  });
});
