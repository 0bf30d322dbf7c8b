import { costWords, statusWords } from '../../contracts/approval-words.ts';
import type { RequestedChange } from '../../contracts/change-desk.ts';
import type { Outcome, Turn } from './answer.ts';
import type { Block } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import { count } from './format-value.ts';

const NOT_PROVED =
  'It is not proved who you are here, so nothing can wait for your decision: sign in on the page of approvals.';

/** "what is waiting for me?": requests that the person may decide on, and what became of the person's own. */
export async function showWaiting({ deps, input }: Turn): Promise<Outcome> {
  const { changes } = deps;
  if (changes === undefined || input.requester === undefined) {
    return answered([
      lead('Approvals are kept by the server.'),
      paragraph('List them with ', { code: 'xops approvals list' }, '.'),
    ]);
  }
  const { forMe, mine, isProved } = await changes.waiting(input.requester.principal);
  return answered([
    lead(
      { strong: count(forMe.length, 'request') },
      ` ${forMe.length === 1 ? 'waits' : 'wait'} for your decision.`,
    ),
    ...(isProved ? [] : [paragraph(NOT_PROVED)]),
    ...list(forMe.map(line)),
    ...(mine.length === 0 ? [] : [{ kind: 'heading', text: 'What you asked for' } as const]),
    ...list(mine.map(line)),
  ]);
}

function line({ request, url }: RequestedChange) {
  const { plan, status } = request;
  return [
    { link: plan.title, url },
    `: ${statusWords(status).toLowerCase()}, ${plan.risk} risk, ${costWords(plan.monthlyCostChange)}.`,
  ];
}

function answered(document: readonly Block[]): Outcome {
  return { status: 'done', results: [], failures: [], recommendations: [], document, topic: null };
}
