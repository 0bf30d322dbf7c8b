import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** An approval holds for a time. The ledger looks at it as well, whatever this hook's mode is. */
export const approvalExpiry = defineHook({
  id: 'approval-expiry',
  stage: 'before-execution',
  purpose: 'Lets nothing be executed whose approval is missing, expired or not of the past.',
  enforces: ['approval-for-ever', 'approval-stockpile', 'once-only'],
  decide({ now, approvedAt, expiresAt }) {
    const time = Date.parse(now);
    const isGiven = approvedAt !== null && Date.parse(approvedAt) <= time;
    const isInTime = expiresAt !== null && time < Date.parse(expiresAt);
    if (isGiven && isInTime) return ALLOW;
    return deny(
      isGiven ? `The approval expired at ${expiresAt ?? 'no known time'}.` : 'It was not approved.',
      'Ask for it again.',
    );
  },
  cases: [
    { name: 'in time', given: {}, decision: 'allow' },
    {
      name: 'the moment of its expiry',
      given: { now: '2026-03-03T09:00:00.000Z' },
      decision: 'deny',
    },
    { name: 'later', given: { now: '2026-04-01T00:00:00.000Z' }, decision: 'deny' },
    { name: 'no approval', given: { approvedAt: null }, decision: 'deny' },
    { name: 'no time at which it expires', given: { expiresAt: null }, decision: 'deny' },
    {
      name: 'an approval from the future',
      given: { approvedAt: '2026-03-02T10:00:01.000Z' },
      decision: 'deny',
    },
    { name: 'a time that is none', given: { expiresAt: 'never' }, decision: 'deny' },
  ],
});
