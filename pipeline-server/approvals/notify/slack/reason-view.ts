import type { KnownBlock, View } from '@slack/web-api';
import type { Verdict } from '../../../contracts/approvals.ts';

/** The fields of the dialog, by `block_id` and `action_id`. */
export const FIELDS = { comment: 'comment', what: 'what', why: 'why' } as const;

const TITLES: Readonly<Record<Exclude<Verdict, 'approve'>, string>> = {
  reject: 'Reject this plan',
  'request-changes': 'Ask for changes',
};

/** The dialog that asks why a plan is not approved, and what should be done instead. */
export function reasonView(
  verdict: Exclude<Verdict, 'approve'>,
  subject: { readonly approvalId: string; readonly seenHash: string },
): View {
  return {
    type: 'modal',
    private_metadata: `${verdict} ${subject.approvalId} ${subject.seenHash}`,
    title: { type: 'plain_text', text: TITLES[verdict] },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      input(FIELDS.comment, 'What the requester should know'),
      input(FIELDS.what, 'What should be done instead'),
      input(FIELDS.why, 'Why: the rule or fact that was missed'),
      {
        type: 'context',
        elements: [
          {
            type: 'plain_text',
            text: 'The last two are reviewed and then shape later answers. Write no secrets.',
          },
        ],
      },
    ],
  };
}

function input(id: string, label: string): KnownBlock {
  return {
    type: 'input',
    block_id: id,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: true,
      max_length: 1000,
      min_length: 3,
    },
  };
}
