import {
  type BillScope,
  type DailyBill,
  type SavingEntry,
  savingOf,
} from '../approvals/savings.ts';
import type { ApprovalServices } from '../compose-approvals.ts';
import { type Money, NO_PARAMETERS } from '../contracts/analysis.ts';
import type { ApprovalRequest } from '../contracts/approvals.ts';
import { type Block, lead, paragraph } from '../flows/xops/document.ts';
import { readArguments, readCount } from './arguments.ts';
import type { Analysis, Command, CommandContext } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  days: { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const DEFAULT_DAYS = 14;
const MOST_DAYS = 60;
const PAGE = 200;

const LIMITS =
  'Measured is by how much the bill of the changed accounts and services fell from the days before to the days after, as a month: whatever else changed in them is in it.';

/** `xops savings`: what approved changes were to save, and what the bill shows of it. */
export const savingsCommand: Command = {
  name: 'savings',
  summary: 'show what executed changes were to save, and what the bill shows of it',
  help: `xops savings [--days <n>] --yes [--json]

Lists changes that were executed and were to save something: what was approved by whom,
and how the bill of their accounts and services changed from n days before (14 without
--days) to n days after. Other changes in the same accounts and services are in that
figure too: billing data has no line for a single resource. It is measured once those
days are over and two more, in which AWS still changes figures.

Each change that can be measured asks Cost Explorer (USD 0.01 a request), within the
limits of aws.limits; without --yes nothing is asked.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const days = readCount('days', values.days) ?? DEFAULT_DAYS;
    if (days > MOST_DAYS) throw new UsageError(`--days is ${MOST_DAYS} at most.`);
    if (values.yes !== true)
      throw new UsageError('xops savings asks Cost Explorer, which costs money: say --yes.');
    const entries = await readEntries(context, days);
    context.terminal.out(
      values.json === true
        ? `${JSON.stringify({ days, entries })}\n`
        : renderTerminal(document(entries), context.terminal),
    );
    return EXIT_CODES.done;
  },
};

async function readEntries(context: CommandContext, days: number): Promise<readonly SavingEntry[]> {
  const analysis = await context.openAnalysis();
  const readBill = (scope: BillScope) => dailyBill(scope, analysis, context.signal);
  try {
    return await withLedger(context.readConfig(), async (services) => {
      const entries: SavingEntry[] = [];
      for (const { id } of await executedRequests(services)) {
        const details = await services.approvals.read(id);
        const asked = { days, now: analysis.clock.now() };
        const entry = details === null ? null : await savingOf(details, asked, readBill);
        if (entry !== null) entries.push(entry);
      }
      return entries;
    });
  } finally {
    await analysis.close();
  }
}

async function executedRequests({ approvals }: ApprovalServices) {
  const all: ApprovalRequest[] = [];
  for (let after: string | null = null; ; after = all.at(-1)?.id ?? null) {
    const page: readonly ApprovalRequest[] = await approvals.list({
      statuses: ['SUCCEEDED', 'ROLLED_BACK'],
      requester: null,
      waitingFor: null,
      limit: PAGE,
      after,
    });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

async function dailyBill(
  { accounts, services, start, end }: BillScope,
  { analyzers }: Analysis,
  signal: AbortSignal,
): Promise<DailyBill> {
  const period = { start, end, label: `${start} to ${end}` };
  const asked = { ...NO_PARAMETERS, accounts, services, period, groupBy: 'day' } as const;
  const run = { signal, identity: 'cli', report: () => undefined };
  const { findings } = await analyzers.run('cost.history', asked, run);
  return {
    days: findings.map(({ fields }) => ({
      day: String(fields['period']),
      cost: Number(fields['cost']),
    })),
    currency: String(findings[0]?.fields['currency'] ?? 'USD'),
    evidence: [...new Set(findings.flatMap(({ evidence }) => evidence))],
  };
}

function document(entries: readonly SavingEntry[]): readonly Block[] {
  if (entries.length === 0) return [lead('No executed change was to save anything.')];
  const titles = ['What', 'Executed', 'Approved saving', 'Measured', 'Bill', 'Id'];
  const columns = titles.map((title, index) => ({
    title,
    align: index > 1 ? ('right' as const) : ('left' as const),
    essential: true,
  }));
  const rows = entries.map(({ title, executedAt, expected, measured, state, approvalId }) => [
    title,
    executedAt.slice(0, 10),
    monthly(expected),
    measured === null ? '–' : monthly(measured),
    state,
    approvalId,
  ]);
  return [{ kind: 'table', columns, rows }, paragraph(LIMITS)];
}

function monthly({ amount, currency }: Money): string {
  return `${currency} ${amount.toFixed(2)}`;
}
