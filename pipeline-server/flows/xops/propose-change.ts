import type { Recommendation } from '../../contracts/analysis.ts';
import { ApprovalError } from '../../contracts/approvals.ts';
import { isRequested, type RequestedChange } from '../../contracts/change-desk.ts';
import type { NoPlan } from '../../contracts/planner.ts';
import type { AskPart, Turn } from './answer.ts';
import type { Block } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import { count } from './format-value.ts';
import type { Gathered } from './gather.ts';
import { reportWhile } from './report-calls.ts';

/** What became of an option that somebody wants to have done. */
export interface Proposed {
  readonly document: readonly Block[];
  /** The request as a card; none where no request was made. */
  readonly cards: readonly string[];
}

/** Asks for the approval of an option, where there is somebody to ask. */
export async function* propose(
  turn: Turn,
  option: Recommendation,
  {
    gathered,
    findings: ids,
  }: { readonly gathered: Gathered; readonly findings: readonly string[] },
): AsyncGenerator<AskPart, Proposed> {
  const { changes } = turn.deps;
  const { requester } = turn.input;
  const title = `option ${option.rank} (${option.title})`;
  if (changes === undefined || requester === undefined) {
    return unasked(lead({ strong: 'Nothing was changed' }, `: ${title} needs an approver.`));
  }
  const wanted = new Set(ids);
  const findings = gathered.results.flatMap((result) =>
    result.findings.filter((finding) => wanted.has(finding.id)),
  );
  const evidence = gathered.results.flatMap((result) => result.evidence);
  yield { type: 'progress', description: 'Making an exact plan' };
  try {
    const proposed = yield* reportWhile(turn, (context) =>
      changes.propose({ recommendation: option, findings, evidence }, requester, context),
    );
    return isRequested(proposed) ? asked(proposed, title) : cannotPlan(proposed, title);
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
    const hook = error.hook === null ? '' : ` (hook ${error.hook})`;
    return unasked(
      lead({ strong: 'Nothing was changed' }, `: ${title} was not asked for.`),
      paragraph(`${error.message}${hook}`),
    );
  }
}

function unasked(...document: readonly Block[]): Proposed {
  return { document, cards: [] };
}

function cannotPlan({ reason, instead }: NoPlan, title: string): Proposed {
  return unasked(
    lead({ strong: 'Nothing was changed' }, `: ${title} cannot be done from here.`),
    paragraph(reason),
    ...(instead === null
      ? []
      : [
          paragraph('Take this to your own change process; it was not run:'),
          { kind: 'code', language: 'shell', text: instead } as const,
        ]),
  );
}

function asked({ request, url, switchedOff, card }: RequestedChange, title: string): Proposed {
  const { plan, routing, hashes, expiresAt } = request;
  const groups =
    routing.groups.length === 0 ? 'no group of the policy' : routing.groups.join(' or ');
  const waits =
    switchedOff.length === 0
      ? []
      : [
          [
            `Once approved it waits: ${switchedOff.join(', ')} is switched off here (approvals.executors).`,
          ],
        ];
  return {
    document: [
      lead({ strong: 'Approval was asked for' }, `: ${title}. Nothing was changed yet.`),
      ...list([
        [`${count(routing.quorum, 'approver')} of ${groups} must approve. ${routing.reason}`],
        [
          `It is exactly plan `,
          { code: hashes.artifact.slice(7, 19) },
          `, of ${plan.risk} risk, until ${expiresAt}.`,
        ],
        ...waits,
      ]),
      paragraph({ link: 'Open the plan', url }, ' to look at it, follow it, or decide on it.'),
    ],
    cards: [card],
  };
}
