import type { Outcome, Turn } from './answer.ts';
import type { Block } from './document.ts';
import { lead, list } from './document.ts';

const WITH_OPTIONS = ': an approver decides first. This is what the change would take.';
const WITHOUT_OPTIONS = ': nothing was found that it could be about.';

const CHOOSE = 'Choose one option by its number: "approve 1" asks for its approval.';
const DECIDE = 'An approver decides on exactly that plan, before anything runs.';
const AFTERWARDS = 'What was approved is done once, checked, and told here.';
const ELSEWHERE =
  'Ask in the chat of a running server for that: here nobody can be asked. Or take the option to your own change process.';

/**
 * Step 6: a request to change something is answered with what it would take. Nothing is ever done here: the flow has
 * no way to write.
 */
export function act(outcome: Outcome, turn: Turn): Outcome {
  if (outcome.status === 'needs-approval') return outcome;
  const found = outcome.results.length > 0;
  return {
    ...outcome,
    status: 'needs-approval',
    document: [
      lead({ strong: 'Nothing was changed' }, found ? WITH_OPTIONS : WITHOUT_OPTIONS),
      ...outcome.document.map(asParagraph),
      ...(found ? whatItTakes(turn, false) : []),
    ],
  };
}

/** The steps from an option to a change; the first is to choose one, unless that was done. */
export function whatItTakes({ deps }: Turn, isChosen: boolean): readonly Block[] {
  const choose = isChosen ? [] : [CHOOSE];
  const lines = [...choose, DECIDE, deps.changes === undefined ? ELSEWHERE : AFTERWARDS];
  const items = lines.map((line) => [line]);
  return [{ kind: 'heading', text: 'To have it done' }, ...list(items, true)];
}

function asParagraph(block: Block): Block {
  return block.kind === 'lead' ? { kind: 'paragraph', text: block.text } : block;
}
