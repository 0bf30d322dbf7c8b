import { defineHook } from '../../contracts/hooks.ts';
import { harmlessPlan } from '../harmless-inputs.ts';
import { ALLOW, deny, requireApproval } from '../verdicts.ts';

/** The budget of one plan. */
export const costCeiling = defineHook({
  id: 'cost-ceiling',
  stage: 'plan',
  purpose:
    'Stops plans that add more to the monthly bill than the budget of a plan; what is not priced is told to the approver.',
  enforces: ['cost-unknown-is-zero', 'budget-found-out-later', 'cost-before-change'],
  decide({ plan: { monthlyCostChange: change } }, { maximumMonthlyCostUsd: most }) {
    if (change === null) {
      return requireApproval(
        'What the plan does to the bill is not priced.',
        'Estimate it before you decide.',
      );
    }
    if (!Number.isFinite(change.amount)) {
      return deny('The price of the plan is no number.', 'Plan it again.');
    }
    if (change.amount <= 0) return ALLOW;
    if (change.currency !== 'USD') {
      return requireApproval(
        `The plan adds ${change.amount} ${change.currency} a month, which is not compared with a budget in USD.`,
        'Convert it before you decide.',
      );
    }
    if (change.amount <= most) return ALLOW;
    return deny(
      `The plan adds USD ${change.amount} a month; USD ${most} are allowed.`,
      'Make it smaller, or have an admin raise approvals.limits.maximumMonthlyCostUsd.',
    );
  },
  cases: [
    { name: 'a saving', given: {}, decision: 'allow' },
    { name: 'just the budget', given: { plan: costing(100) }, decision: 'allow' },
    { name: 'a cent too much', given: { plan: costing(100.01) }, decision: 'deny' },
    {
      name: 'no price',
      given: { plan: harmlessPlan({ monthlyCostChange: null }) },
      decision: 'require-approval',
    },
    { name: 'another currency', given: { plan: costing(5, 'AUD') }, decision: 'require-approval' },
    {
      name: 'a saving in another currency',
      given: { plan: costing(-5, 'AUD') },
      decision: 'allow',
    },
    { name: 'what is no number', given: { plan: costing(Number.NaN) }, decision: 'deny' },
  ],
});

function costing(amount: number, currency = 'USD') {
  return harmlessPlan({ monthlyCostChange: { amount, currency } });
}
