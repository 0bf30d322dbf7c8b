import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** What is called done was seen to be done. */
export const evidenceComplete = defineHook({
  id: 'evidence-complete',
  stage: 'after-execution',
  purpose:
    'Lets no action count as done that was not verified, or of which nothing was written down.',
  enforces: [
    'accepted-is-done',
    'nothing-written-down',
    'verified-without-evidence',
    'evidence-before-claims',
  ],
  decide({ action, passed, verified, evidence }) {
    if (!passed) return ALLOW;
    if (!verified) {
      return deny(
        `${action.id} was accepted, and nobody saw that it took effect.`,
        'Look at the resource, and settle the request.',
      );
    }
    if (evidence.some((text) => text.trim() !== '')) return ALLOW;
    return deny(`${action.id} left no evidence.`, 'Look at the resource, and settle the request.');
  },
  cases: [
    { name: 'done and seen', given: {}, decision: 'allow' },
    { name: 'done and not seen', given: { verified: false }, decision: 'deny' },
    { name: 'no evidence', given: { evidence: [] }, decision: 'deny' },
    { name: 'blank evidence', given: { evidence: [' '] }, decision: 'deny' },
    {
      name: 'what failed, which is told as such',
      given: { passed: false, verified: false, evidence: [] },
      decision: 'allow',
    },
  ],
});
