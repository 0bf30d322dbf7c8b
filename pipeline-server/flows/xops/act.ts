import type { Outcome } from './answer.ts';
import type { Block } from './document.ts';
import { lead, list } from './document.ts';

const WITH_OPTIONS = ': xOps only reads. This is what the change would take.';
const WITHOUT_OPTIONS = ': xOps only reads, and approval handling is not available yet.';

/** Said wherever a change was asked for. */
const WHAT_IT_TAKES: readonly string[] = [
  'Choose one option by its number; its rows name the exact resources.',
  'An approver has to decide on exactly that change, before anything runs.',
  'Approval handling is not available yet: take the option to your own change process for now.',
];

/**
 * Step 6: a request to change something is answered with what it would take. Nothing is ever done here: the flow has
 * no way to write.
 */
export function act(outcome: Outcome): Outcome {
  if (outcome.status === 'needs-approval') return outcome;
  const found = outcome.results.length > 0;
  return {
    ...outcome,
    status: 'needs-approval',
    document: [
      lead({ strong: 'Nothing was changed' }, found ? WITH_OPTIONS : WITHOUT_OPTIONS),
      ...outcome.document.map(asParagraph),
      ...(found ? whatItTakes() : []),
    ],
  };
}

/** The steps from an option to a change. */
export function whatItTakes(): readonly Block[] {
  return [
    { kind: 'heading', text: 'To have it done' },
    ...list(
      WHAT_IT_TAKES.map((line) => [line]),
      true,
    ),
  ];
}

function asParagraph(block: Block): Block {
  return block.kind === 'lead' ? { kind: 'paragraph', text: block.text } : block;
}
