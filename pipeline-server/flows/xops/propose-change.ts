import type { RunContext } from '../../contracts/analysis.ts';
import { reachWords } from '../../contracts/approval-words.ts';
import { ApprovalError, type ApprovalRouting } from '../../contracts/approvals.ts';
import type {
  ChangeDesk,
  ChangeRequester,
  PreviewedChange,
  RequestedChange,
} from '../../contracts/change-desk.ts';
import type { NoPlan, PlanOption } from '../../contracts/planner.ts';
import type { Recommendation } from '../../contracts/results.ts';
import type { AskPart, Question, Turn } from './answer.ts';
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
  /** What the person is asked first. */
  readonly question?: Question;
  /** True when nobody could be asked: the reader is told what it would take. */
  readonly isOpen: boolean;
}

/** What an option is about. */
interface Wanted {
  readonly option: Recommendation;
  readonly gathered: Gathered;
  /** Ids of the single resources. */
  readonly findings: readonly string[];
}

/** Asks for the approval of an option, where there is somebody to ask; where the chat can, the person who wants it comes first. */
export async function* propose(turn: Turn, wanted: Wanted): AsyncGenerator<AskPart, Proposed> {
  const { changes } = turn.deps;
  const { requester, confirmation } = turn.input;
  const title = `option ${wanted.option.rank} (${wanted.option.title})`;
  if (changes === undefined || requester === undefined) {
    const nobody = lead({ strong: 'Nothing was changed' }, `: ${title} needs an approver.`);
    return { ...unasked(nobody), isOpen: true };
  }
  if (confirmation === 'no') {
    return unasked(lead({ strong: 'Nothing was asked for' }, ', and nothing was changed.'));
  }
  yield { type: 'progress', description: 'Making an exact plan' };
  const asking = { changes, requester, title, option: planOption(wanted) };
  try {
    return yield* reportWhile(turn, (context) =>
      confirmation === 'ask' ? confirm(asking, context) : ask(asking, context),
    );
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
    const hook = error.hook === null ? '' : ` (hook ${error.hook})`;
    return unasked(
      lead({ strong: 'Nothing was changed' }, `: ${title} was not asked for.`),
      paragraph(`${error.message}${hook}`),
    );
  }
}

function planOption({ option, gathered, findings: ids }: Wanted): PlanOption {
  const wanted = new Set(ids);
  return {
    recommendation: option,
    findings: gathered.results.flatMap(({ findings }) =>
      findings.filter(({ id }) => wanted.has(id)),
    ),
    evidence: gathered.results.flatMap(({ evidence }) => evidence),
  };
}

interface Asking {
  readonly changes: ChangeDesk;
  readonly requester: ChangeRequester;
  readonly option: PlanOption;
  readonly title: string;
}

async function confirm(
  { changes, requester, option, title }: Asking,
  context: RunContext,
): Promise<Proposed> {
  const previewed = await changes.preview(option, requester, context);
  if ('reason' in previewed) return cannotPlan(previewed, title);
  return {
    ...unasked(lead({ strong: 'Nothing was changed' }, ` yet: this is the plan for ${title}.`)),
    question: questionOf(previewed),
  };
}

/** Within the bounds of Open WebUI's dialog: 500 characters of question, 240 of description (0.12, `ask_user.py`). */
function questionOf({ plan, routing }: PreviewedChange): Question {
  const what = `${plan.title}: ${reachWords(plan.blastRadius)}, ${plan.risk} risk.`;
  return {
    header: 'Approval',
    text: `Ask for approval of this plan? ${what}`.slice(0, 500),
    yes: { label: 'Ask for approval', description: peopleWords(routing).slice(0, 240) },
    no: { label: 'Not now', description: 'Nobody is asked, and nothing is changed.' },
  };
}

async function ask(
  { changes, requester, option, title }: Asking,
  context: RunContext,
): Promise<Proposed> {
  const proposed = await changes.propose(option, requester, context);
  return 'reason' in proposed ? cannotPlan(proposed, title) : asked(proposed, title);
}

function unasked(...document: readonly Block[]): Proposed {
  return { document, cards: [], isOpen: false };
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
  const off = `Once approved it waits: ${switchedOff.join(', ')} is switched off here (approvals.executors).`;
  return {
    document: [
      lead({ strong: 'Approval was asked for' }, `: ${title}. Nothing was changed yet.`),
      ...list([
        [peopleWords(routing)],
        [
          'It is exactly plan ',
          { code: hashes.artifact.slice(7, 19) },
          `, of ${plan.risk} risk, until ${expiresAt}.`,
        ],
        ...(switchedOff.length === 0 ? [] : [[off]]),
      ]),
      paragraph({ link: 'Open the plan', url }, ' to look at it, follow it, or decide on it.'),
    ],
    cards: [card],
    isOpen: false,
  };
}

function peopleWords({ quorum, groups, reason }: ApprovalRouting): string {
  const from = groups.length === 0 ? 'no group of the policy' : groups.join(' or ');
  return `${count(quorum, 'approver')} of ${from} must approve. ${reason}`;
}
