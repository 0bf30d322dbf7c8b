import type { ApprovalServices } from '../compose-approvals.ts';
import {
  CORRECTION_STATES,
  type CorrectionEntry,
  type CorrectionState,
} from '../contracts/feedback.ts';
import { type Block, lead } from '../flows/xops/document.ts';
import { readArguments, readCount } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { personOf } from './read-person.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  state: { type: 'string' },
  after: { type: 'string' },
  limit: { type: 'string' },
  'key-file': { type: 'string' },
  comment: { type: 'string' },
  days: { type: 'string' },
  account: { type: 'string', multiple: true },
  supersedes: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `xops corrections`: what approvers would have done instead, reviewed before anybody learns from it. */
export const correctionsCommand: Command = {
  name: 'corrections',
  summary: 'list and review what approvers would have done instead',
  help: `xops corrections list [--state <state>] [--limit <n>] [--after <id>] [--json]
xops corrections accept <id> --key-file <file> [--days 90] [--account <id>]… [--supersedes <id>]
xops corrections decline|withdraw <id> --key-file <file> [--comment <text>]

Who rejects a request, or asks for changes, says what should be done instead and why.
That is knowledge once somebody else has accepted it, who may approve such a plan, did
not ask for it and did not write it: it then stands in every answer that the amended
section of the SOP governs, until it expires, is withdrawn or another one takes its
place. --account limits it to answers about those accounts. The key file holds your
personal key (xops keys create); "-" reads it from the standard input.
States: ${CORRECTION_STATES.join(', ')}.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, id, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    return await withLedger(context.readConfig(), async (services) => {
      if (verb === 'list' && id === undefined) return await listAll(services, context, values);
      const state = STATES.get(verb ?? '');
      if (state === undefined || id === undefined)
        throw new UsageError('xops corrections list, or accept, decline or withdraw and an id.');
      const reviewer = await personOf(values['key-file'], services);
      const { comment = '', account: accounts = [], supersedes = null } = values;
      const days = readCount('days', values.days) ?? SHOWN_DAYS;
      const order = { state, reviewer, comment, days, accounts, supersedes };
      context.terminal.out(`${told(await services.reviewCorrection(id, order))}\n`);
      return EXIT_CODES.done;
    });
  },
};

/** How long an accepted correction is shown before somebody has to look at it again. */
const SHOWN_DAYS = 90;

const STATES: ReadonlyMap<string, 'accepted' | 'declined' | 'withdrawn'> = new Map([
  ['accept', 'accepted'],
  ['decline', 'declined'],
  ['withdraw', 'withdrawn'],
]);

function told({ correction, state, review }: CorrectionEntry): string {
  const is = `The correction "${correction.what}" is ${state}`;
  const scope = review?.scope ?? null;
  if (scope === null) return `${is}.`;
  const { section, expiresAt } = scope;
  return section === null
    ? `${is}, but no SOP governs what it is about, so no answer shows it.`
    : `${is}. It amends ${section.citation} until ${expiresAt.slice(0, 10)}.`;
}

async function listAll(
  { store }: ApprovalServices,
  { terminal }: CommandContext,
  { state, after, limit, json }: Values,
): Promise<ExitCode> {
  const count = readCount('limit', limit) ?? 50;
  const entries = await store.corrections.list({
    state: readState(state),
    after: after ?? null,
    limit: count,
  });
  terminal.out(
    json === true ? `${JSON.stringify(entries)}\n` : renderTerminal(table(entries), terminal),
  );
  return EXIT_CODES.done;
}

function readState(text: string | undefined): CorrectionState | null {
  const state = CORRECTION_STATES.find((each) => each === text) ?? null;
  if (text === undefined || state !== null) return state;
  throw new UsageError(`--state is ${CORRECTION_STATES.join(', ')}.`);
}

function table(entries: readonly CorrectionEntry[]): readonly Block[] {
  if (entries.length === 0) return [lead('There are no such corrections.')];
  const titles = ['State', 'Instead', 'Why', 'Written by', 'Id'];
  const columns = titles.map((title) => ({
    title,
    // What stands to the right is never broken, so that an id can be copied.
    align: title === 'Id' ? ('right' as const) : ('left' as const),
    essential: true,
  }));
  const rows = entries.map(({ state, correction, author, id }) => [
    state,
    correction.what,
    correction.why,
    author,
    id,
  ]);
  return [{ kind: 'table', columns, rows }];
}
