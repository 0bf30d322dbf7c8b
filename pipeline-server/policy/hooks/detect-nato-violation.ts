import { defineHook } from '../../contracts/hooks.ts';
import { type Claim, claimsOf } from '../claims.ts';
import { replaceSentences } from '../sentences.ts';
import { ALLOW, amend } from '../verdicts.ts';

const STRUCK = '[struck: nothing proves that this was done]';

/** "No action, talk only": what is said to be done was done, and what is said to be verified was looked at. */
export const detectNatoViolation = defineHook({
  id: 'detect-nato-violation',
  stage: 'before-answer',
  purpose:
    'Strikes claims that something was done, fixed, deployed, tested or verified, unless an execution or evidence proves it.',
  enforces: [
    'no-action-talk-only',
    'done-without-execution',
    'verified-without-evidence',
    'tests-never-run',
    'plan-told-as-deed',
    'success-after-failure',
    'evidence-before-claims',
  ],
  decide({ text, evidence, executions }) {
    const hasSucceeded = executions.some(({ status }) => status === 'SUCCEEDED');
    const isProved = ({ kind }: Claim) => hasSucceeded || (kind === 'check' && evidence.length > 0);
    const claims = claimsOf(text).filter((claim) => !isProved(claim));
    if (claims.length === 0) return ALLOW;
    return amend(
      replaceSentences(text, claims, STRUCK),
      'The answer said that something was done or verified, and nothing proves it.',
    );
  },
  cases: [
    { name: 'a finding', given: {}, decision: 'allow' },
    {
      name: 'a deed without an execution',
      given: { text: 'I have stopped the instance.' },
      decision: 'amend',
    },
    {
      name: 'a deed that was executed',
      given: {
        text: 'The instance has been stopped.',
        executions: [{ approvalId: 'a-1', status: 'SUCCEEDED' }],
      },
      decision: 'allow',
    },
    {
      name: 'a deed that failed',
      given: { text: 'Done.', executions: [{ approvalId: 'a-1', status: 'FAILED' }] },
      decision: 'amend',
    },
    {
      name: 'a check with evidence',
      given: { text: 'I verified the figures.' },
      decision: 'allow',
    },
    {
      name: 'a check without evidence',
      given: { text: 'I verified the figures.', evidence: [] },
      decision: 'amend',
    },
    { name: 'what was not done', given: { text: 'It was not deployed.' }, decision: 'allow' },
    {
      name: 'what would be done',
      given: { text: 'That would be fixed by a tag policy.' },
      decision: 'allow',
    },
    {
      name: "other people's words",
      given: { text: 'The ticket says "I have fixed it".' },
      decision: 'allow',
    },
    {
      name: 'what AWS tells of the past',
      given: { text: 'i-0abc was stopped 45 days ago.' },
      decision: 'allow',
    },
  ],
});
