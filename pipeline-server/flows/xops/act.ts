import type { Outcome } from './answer.ts';
import type { Block } from './document.ts';
import { lead, list } from './document.ts';

const WITH_OPTIONS = ': xOps only reads. This is what the change would take.';
const WITHOUT_OPTIONS = ': xOps only reads, and approval handling is not available yet.';

const CHOOSE = 'Choose one option by its number; "approve 1" names the exact resources.';

/** Said wherever a change was asked for. */
const WHAT_IT_TAKES: readonly string[] = [
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
      ...(found ? whatItTakes(false) : []),
    ],
  };
}

/** The steps from an option to a change; the first is to choose one, unless that was done. */
export function whatItTakes(isChosen: boolean): readonly Block[] {
  const lines = isChosen ? WHAT_IT_TAKES : [CHOOSE, ...WHAT_IT_TAKES];
  const items = lines.map((line) => [line]);
  return [{ kind: 'heading', text: 'To have it done' }, ...list(items, true)];
}

function asParagraph(block: Block): Block {
  return block.kind === 'lead' ? { kind: 'paragraph', text: block.text } : block;
}
