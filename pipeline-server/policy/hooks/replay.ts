import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** One approval is one execution. The ledger keeps it so as well, whatever this hook's mode is. */
export const replay = defineHook({
  id: 'replay',
  stage: 'before-execution',
  purpose: 'Lets no approval be used twice.',
  enforces: ['approval-used-twice', 'retry-after-unknown', 'once-only'],
  decide({ redeemed }) {
    if (!redeemed) return ALLOW;
    return deny(
      'The approval was used before.',
      'Ask for it again: an approval is for one execution.',
    );
  },
  cases: [
    { name: 'the first time', given: {}, decision: 'allow' },
    { name: 'the second time', given: { redeemed: true }, decision: 'deny' },
  ],
});
