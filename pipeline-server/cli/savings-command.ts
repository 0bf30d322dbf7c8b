import {
  billReader,
  DEFAULT_SAVING_DAYS,
  readSavings,
  SAVING_LIMITS,
} from '../approvals/read-savings.ts';
import type { SavingEntry } from '../approvals/savings.ts';
import type { Money } from '../contracts/findings.ts';
import { type Block, lead, paragraph } from '../flows/xops/document.ts';
import { readArguments, readCount } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withLedger } from './open-ledger.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  days: { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const MOST_DAYS = 60;
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
    const days = readCount('days', values.days) ?? DEFAULT_SAVING_DAYS;
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
  const run = { signal: context.signal, identity: 'cli', report: () => undefined };
  const asked = { days, now: analysis.clock.now() };
  try {
    return await withLedger(context.readConfig(), ({ approvals }) =>
      readSavings(approvals, asked, billReader(analysis.analyzers, run)),
    );
  } finally {
    await analysis.close();
  }
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
  return [{ kind: 'table', columns, rows }, paragraph(SAVING_LIMITS)];
}

function monthly({ amount, currency }: Money): string {
  return `${currency} ${amount.toFixed(2)}`;
}
