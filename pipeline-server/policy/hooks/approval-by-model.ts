import { defineHook } from '../../contracts/hooks.ts';
import { replaceSentences, type Sentence, sentencesOf } from '../sentences.ts';
import { ALLOW, amend } from '../verdicts.ts';

const STRUCK = '[struck: a model approves nothing]';

/** Approvals that whoever answers gives itself. */
const OWN =
  /\b(?:i|we|xops)(?:'ve|'m| have| has| am| are)?(?: now| hereby| already| also)* (?:approv(?:e|ed|ing)|authori[sz](?:e|ed|ing)|signed off|signing off|grant(?:ed|ing)? (?:the )?approval)\b|\bapproved (?:it |this |that )?(?:on|in) (?:your|their|his|her|our) (?:behalf|name)\b|\b(?:consider|treat|count|regard) (?:it|this|that|the \w+) (?:as )?approved\b/;
/** Approvals of others, which the ledger would know of. */
const TOLD =
  /\b(?:approval|permission|authori[sz]ation) (?:is|was|has been|have been) (?:now |already )?(?:granted|given|obtained)\b|\b(?:request|plan|change|option|it|this)(?: \d+)? (?:is|was|has been) (?:now |already )?approved\b/;
const NO_FACT =
  /\b(?:not|never|no|cannot|can|could|would|will|should|may|might|must|if|once|when|until|unless|after|before|whether|who|ask|wait|needs?|has to|have to|to be)\b|n't\b/;

/** Only people approve, through the ledger. */
export const approvalByModel = defineHook({
  id: 'approval-by-model',
  stage: 'before-answer',
  purpose:
    'Strikes sentences in which an answer approves something, or tells of an approval that the ledger does not know.',
  enforces: ['model-approves', 'approval-invented', 'consent-assumed', 'people-decide'],
  decide({ text, executions }) {
    const isApproved = executions.some(({ status }) => !UNDECIDED.has(status));
    const claims = sentencesOf(text).filter((sentence) => isApproval(sentence, isApproved));
    if (claims.length === 0) return ALLOW;
    return amend(
      replaceSentences(text, claims, STRUCK),
      'The answer spoke of an approval that nobody gave.',
    );
  },
  cases: [
    { name: 'a finding', given: {}, decision: 'allow' },
    { name: 'a model that approves', given: { text: 'I approve option 2.' }, decision: 'amend' },
    {
      name: 'on behalf of somebody',
      given: { text: 'Done: approved on your behalf.' },
      decision: 'amend',
    },
    {
      name: 'consent that is assumed',
      given: { text: 'Consider this approved.' },
      decision: 'amend',
    },
    {
      name: 'an approval that nobody gave',
      given: { text: 'The plan has been approved.' },
      decision: 'amend',
    },
    {
      name: 'an approval of the ledger',
      given: {
        text: 'The plan was approved.',
        executions: [{ approvalId: 'a-1', status: 'APPROVED' }],
      },
      decision: 'allow',
    },
    {
      name: 'an approval while people have not decided',
      given: {
        text: 'The plan was approved.',
        executions: [{ approvalId: 'a-1', status: 'PENDING' }],
      },
      decision: 'amend',
    },
    { name: 'a refusal', given: { text: 'I cannot approve this.' }, decision: 'allow' },
    {
      name: 'what comes next',
      given: { text: 'Once it is approved, it is executed.' },
      decision: 'allow',
    },
  ],
});

/** Statuses of requests that nobody has approved. */
const UNDECIDED: ReadonlySet<string> = new Set([
  'PENDING',
  'REJECTED',
  'CHANGES_REQUESTED',
  'EXPIRED',
  'CANCELLED',
  'SUPERSEDED',
]);

function isApproval({ text }: Sentence, isApproved: boolean): boolean {
  const words = text.toLowerCase();
  const found = OWN.exec(words) ?? (isApproved ? null : TOLD.exec(words));
  return (
    found !== null &&
    !text.endsWith('?') &&
    !NO_FACT.test(words.slice(0, found.index + found[0].length))
  );
}
