import { defineHook } from '../../contracts/hooks.ts';
import { OTHER_HASH } from '../harmless-inputs.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** What is executed is what was seen. The ledger compares hashes as well, whatever this hook's mode is. */
export const planDrift = defineHook({
  id: 'plan-drift',
  stage: 'before-execution',
  purpose: 'Lets nothing be executed that differs from what the approvers saw.',
  enforces: ['approve-one-run-another', 'plan-file-swapped', 'late-edit', 'exact-plan'],
  decide({ planHash, approvedHash }) {
    if (approvedHash === planHash) return ALLOW;
    return deny(
      'The plan is not the one that was approved.',
      'Ask for approval of the plan as it is now.',
    );
  },
  cases: [
    { name: 'the same plan', given: {}, decision: 'allow' },
    { name: 'a plan that changed', given: { planHash: OTHER_HASH }, decision: 'deny' },
    { name: 'an approval of another plan', given: { approvedHash: OTHER_HASH }, decision: 'deny' },
    { name: 'an approval that names no plan', given: { approvedHash: null }, decision: 'deny' },
  ],
});
