import type { ApprovalServices } from '../compose-approvals.ts';
import { lead } from '../flows/xops/document.ts';
import { readArguments, readCount } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  person: { type: 'string' },
  group: { type: 'string', multiple: true },
  days: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

/** `xops keys`: personal keys of people who decide. */
export const keysCommand: Command = {
  name: 'keys',
  summary: 'make, list or revoke personal keys of people who approve',
  help: `xops keys create --person <mail address> [--group <group>]... [--days <n>] [--json]
xops keys list [--json]
xops keys revoke <id>

A personal key proves who somebody is, where no identity provider does: on the page
/approvals and for xops approvals. It is shown once, kept as a hash, and expires
(after 90 days without --days). Groups say what its holder may approve; the product's
own policy knows approvers and production-approvers. Hand it to nobody else: what is
decided with it was decided by its person.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, id, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    return await withLedger(context.readConfig(), async (services) => {
      if (verb === 'create') return await create(services, context, values);
      if (verb === 'list') return await listKeys(services, context, values);
      if (verb === 'revoke' && id !== undefined) return await revoke(services, context, id);
      throw new UsageError('xops keys create, list, or revoke <id>.');
    });
  },
};

async function create(
  { keys }: ApprovalServices,
  { terminal }: CommandContext,
  { person = '', group = [], days, json }: Values,
): Promise<ExitCode> {
  if (!/^[^\s@]+@[^\s@]+$/.test(person))
    throw new UsageError('--person is a mail address, e.g. mary@example.com.');
  const lasting = readCount('days', days) ?? 90;
  if (lasting > MOST_DAYS) throw new UsageError(`--days is ${MOST_DAYS} at most.`);
  const expiresAt = new Date(Date.now() + lasting * DAY_MS).toISOString();
  const { text, key } = await keys.create({
    person: person.toLowerCase(),
    groups: group,
    expiresAt,
  });
  if (json === true) {
    terminal.out(`${JSON.stringify({ ...key, key: text })}\n`);
    return EXIT_CODES.done;
  }
  terminal.out(`${text}\n`);
  terminal.err(
    `The key of ${key.person}, until ${expiresAt.slice(0, 10)}. It is not shown again.\n`,
  );
  return EXIT_CODES.done;
}

async function listKeys(
  { keys }: ApprovalServices,
  { terminal }: CommandContext,
  { json }: Values,
): Promise<ExitCode> {
  const known = await keys.list();
  if (json === true) {
    terminal.out(`${JSON.stringify(known)}\n`);
    return EXIT_CODES.done;
  }
  const columns = ['Id', 'Person', 'Groups', 'Expires'].map((title) => ({
    title,
    align: 'left' as const,
    essential: true,
  }));
  const rows = known.map(({ id, person, groups, expiresAt }) => [
    id,
    person,
    groups.join(', '),
    expiresAt.slice(0, 10),
  ]);
  const blocks =
    known.length === 0
      ? [lead('There are no personal keys.')]
      : [{ kind: 'table', columns, rows } as const];
  terminal.out(renderTerminal(blocks, terminal));
  return EXIT_CODES.done;
}

async function revoke(
  { keys }: ApprovalServices,
  { terminal }: CommandContext,
  id: string,
): Promise<ExitCode> {
  if (!(await keys.revoke(id))) throw new UsageError(`There is no key ${id}: xops keys list.`);
  terminal.out(`The key ${id} is worth nothing from now on.\n`);
  return EXIT_CODES.done;
}
