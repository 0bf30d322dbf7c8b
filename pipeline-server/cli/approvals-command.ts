import { DEFAULT_APPROVERS } from '../approvals/approvers/default-approvers.ts';
import type { ApprovalServices } from '../compose-approvals.ts';
import { costWords, reachWords, statusWords } from '../contracts/approval-words.ts';
import type { ApprovalDetails, ApprovalRequest } from '../contracts/approvals.ts';
import { type Block, lead, list, paragraph } from '../flows/xops/document.ts';
import { readArguments, readCount } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { personOf } from './read-person.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  'key-file': { type: 'string' },
  plan: { type: 'string' },
  comment: { type: 'string' },
  instead: { type: 'string' },
  why: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `xops approvals`: what waits for a decision, and deciding it. */
export const approvalsCommand: Command = {
  name: 'approvals',
  summary: 'list, show and decide on requests for approval',
  help: `xops approvals list [--limit <n>] [--json]
xops approvals show <id> [--json]
xops approvals approve <id> --plan <hash> --key-file <file>
xops approvals reject|request-changes <id> --plan <hash> --key-file <file>
                      --comment <text> --instead <text> --why <text>
xops approvals revoke <id> --key-file <file> --comment <text>
xops approvals settle <id> succeeded|failed --key-file <file> --comment <text>
xops approvals policy

show prints the exact plan and its hash; a decision names that hash, or its first
twelve digits, so that nothing else is decided on. The key file holds your personal
key (xops keys create); "-" reads it from the standard input.

What was approved is executed by the running server. policy prints the product's own
Cedar policy of approvers: a start for your own (XOPS_APPROVERS_POLICY_FILE).`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, id, outcome, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    if (verb === 'policy') {
      context.terminal.out(DEFAULT_APPROVERS);
      return EXIT_CODES.done;
    }
    return await withLedger(context.readConfig(), async (services) => {
      if (verb === 'list') return await listAll(services, context, values);
      if (id === undefined)
        throw new UsageError('xops approvals list, or a verb and the id of a request.');
      if (verb === 'show') return await show(services, { id, context, values });
      return await decide(services, { verb: verb ?? '', id, outcome, context, values });
    });
  },
};

async function listAll(
  { approvals }: ApprovalServices,
  { terminal }: CommandContext,
  { limit, json }: Values,
): Promise<ExitCode> {
  const query = { statuses: [], requester: null, waitingFor: null, after: null };
  const requests = await approvals.list({ ...query, limit: readCount('limit', limit) ?? 50 });
  terminal.out(
    json === true ? `${JSON.stringify(requests)}\n` : renderTerminal(table(requests), terminal),
  );
  return EXIT_CODES.done;
}

function table(requests: readonly ApprovalRequest[]): readonly Block[] {
  if (requests.length === 0) return [lead('Nothing was asked for yet.')];
  const titles = ['Status', 'What', 'Risk', 'Monthly bill', 'Asked by', 'Id'];
  // What stands to the right is never broken, so that an id can be copied.
  const columns = titles.map((title) => ({
    title,
    align: title === 'Id' ? ('right' as const) : ('left' as const),
    essential: true,
  }));
  const rows = requests.map(({ status, plan, requester, id }) => [
    statusWords(status),
    plan.title,
    plan.risk,
    costWords(plan.monthlyCostChange),
    requester.name ?? requester.id,
    id,
  ]);
  return [{ kind: 'table', columns, rows }];
}

interface Asked {
  readonly id: string;
  readonly context: CommandContext;
  readonly values: Values;
}

async function show(
  { approvals }: ApprovalServices,
  { id, context, values }: Asked,
): Promise<ExitCode> {
  const details = await approvals.read(id);
  if (details === null) throw new UsageError(`There is no request ${id}: xops approvals list.`);
  const { request, decisions, outcomes, history } = details;
  const { terminal } = context;
  terminal.out(
    values.json === true
      ? `${JSON.stringify({ request, decisions, outcomes, history })}\n`
      : renderTerminal(described(details), terminal),
  );
  return EXIT_CODES.done;
}

function described({ request, decisions, outcomes, history }: ApprovalDetails): readonly Block[] {
  const { plan, status, routing, requester, expiresAt, hashes } = request;
  return [
    lead({ strong: statusWords(status) }, `: ${plan.title}`),
    paragraph(plan.purpose),
    {
      kind: 'facts',
      facts: [
        { label: 'Risk', text: [plan.risk] },
        { label: 'Monthly bill', text: [costWords(plan.monthlyCostChange)] },
        { label: 'Touches', text: [reachWords(plan.blastRadius)] },
        { label: 'Asked by', text: [`${requester.name ?? requester.id} (${requester.proof})`] },
        {
          label: 'Approvers',
          text: [`${routing.quorum} of ${routing.groups.join(' or ') || 'nobody'}`],
        },
        { label: 'Expires', text: [expiresAt] },
        { label: 'Plan', text: [{ code: hashes.artifact }] },
      ],
    },
    { kind: 'heading', text: 'What is done, in this order' },
    ...plan.actions.flatMap((action) => [
      paragraph(action.description, ` Undone by: ${action.rollback ?? 'nothing.'}`),
      {
        kind: 'code',
        language: 'json',
        text: `${action.executor} ${JSON.stringify(action.arguments)}`,
      } as const,
    ]),
    ...list(
      decisions.map(({ approver, verdict, comment }) => [
        `${approver.id}: ${verdict}${comment === null ? '' : ` (${comment})`}`,
      ]),
    ),
    ...list(
      outcomes.map(({ action, status: outcome, detail }) => [`${action}: ${outcome}. ${detail}`]),
    ),
    { kind: 'heading', text: 'History' },
    ...list(history.map(({ at, kind, actor }) => [`${at} ${kind} by ${actor}`])),
  ];
}

async function decide(
  services: ApprovalServices,
  asked: Asked & { readonly verb: string; readonly outcome: string | undefined },
): Promise<ExitCode> {
  const { verb, id, values, context, outcome } = asked;
  const { approvals } = services;
  if (!VERBS.includes(verb))
    throw new UsageError(`"${verb}" is none of: list, show, ${VERBS.join(', ')}, policy.`);
  const person = await personOf(values['key-file'], services);
  const comment = values.comment ?? '';
  const request = await run();
  context.terminal.out(
    values.json === true
      ? `${JSON.stringify(request)}\n`
      : `${statusWords(request.status)}: ${request.plan.title}\n`,
  );
  return EXIT_CODES.done;

  async function run(): Promise<ApprovalRequest> {
    if (verb === 'revoke') return await approvals.revoke(id, person, comment);
    if (verb === 'settle')
      return await approvals.settle(id, readOutcome(outcome), { ...person, comment });
    const seenHash = await wholeHash(id, values.plan, services);
    const { instead: what, why } = values;
    const correction =
      what === undefined && why === undefined ? null : { what: what ?? '', why: why ?? '' };
    const verdict = verb === 'approve' || verb === 'reject' ? verb : 'request-changes';
    const reasons = { comment: comment === '' ? null : comment, correction };
    return await approvals.decide(id, { verdict, seenHash, ...reasons, channel: 'cli' }, person);
  }
}

const VERBS: readonly string[] = ['approve', 'reject', 'request-changes', 'revoke', 'settle'];

function readOutcome(text: string | undefined): 'SUCCEEDED' | 'FAILED' {
  if (text === 'succeeded') return 'SUCCEEDED';
  if (text === 'failed') return 'FAILED';
  throw new UsageError('xops approvals settle <id> succeeded, or failed.');
}

/** A hash by its first digits, as `show` prints it; what does not fit is handed on, and the ledger refuses it. */
async function wholeHash(
  id: string,
  given: string | undefined,
  { approvals }: ApprovalServices,
): Promise<string> {
  if (given === undefined)
    throw new UsageError('--plan <hash> is missing: xops approvals show prints it.');
  const digits = given.replace(/^sha256:/, '');
  if (!/^[0-9a-f]{12,64}$/.test(digits))
    throw new UsageError('--plan is a hash, or its first twelve digits.');
  const artifact = (await approvals.read(id))?.request.hashes.artifact ?? '';
  return artifact.startsWith(`sha256:${digits}`) ? artifact : given;
}
