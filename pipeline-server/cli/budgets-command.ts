import path from 'node:path';
import { budgetLimitsOf } from '../config-budgets.ts';
import { type BudgetLimit, type CountedUse, limitedCounter } from '../contracts/budgets.ts';
import { type Block, lead } from '../flows/xops/document.ts';
import { createBudgetLedger } from '../state/budget-ledger.ts';
import { openDatabase } from '../state/database.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  day: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** `xops budgets`: what models were used for, and how much is left. */
export const budgetsCommand: Command = {
  name: 'budgets',
  summary: 'show what models were used for on a day, and the limits',
  help: `xops budgets [--day YYYY-MM-DD] [--json]

Shows tokens and USD of each user, group and model and of everyone together, with the
limits of models.budgets. Running answers are counted with what is reserved for them.
Days are in UTC; today without --day. Nothing is counted while there is no limit.
chat-user and chat-group are counts of the filter budget.

  --json   { day, counters: [{ kind, name, tokens, usd, limitTokens, limitUsd }] }`,
  async run(args, { readConfig, terminal }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const { dataDir, models } = readConfig();
    const day = readDay(values.day ?? new Date().toISOString().slice(0, 10));
    const limits = budgetLimitsOf(models.budgets.limits);
    const rows = (await readUse(dataDir, day)).map((use) => toRow(use, limits));
    terminal.out(
      values.json === true
        ? `${JSON.stringify({ day, counters: rows })}\n`
        : renderTerminal(toDocument(day, rows), terminal),
    );
    return EXIT_CODES.done;
  },
};

function readDay(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(`--day "${text}" is no day: write 2026-11-28.`);
}

async function readUse(dataDir: string, day: string): Promise<readonly CountedUse[]> {
  const database = await openDatabase(path.join(dataDir, 'xops.db'));
  try {
    return await createBudgetLedger(database).read(day);
  } finally {
    await database.destroy();
  }
}

const MICRO = 1_000_000;

function toRow(use: CountedUse, limits: readonly BudgetLimit[]) {
  const { kind, name, tokens, microUsd } = use;
  const limit = limitedCounter(limits, use);
  return {
    kind,
    name,
    tokens,
    usd: microUsd / MICRO,
    limitTokens: limit.tokens,
    limitUsd: limit.microUsd === null ? null : limit.microUsd / MICRO,
  };
}

function toDocument(day: string, rows: readonly ReturnType<typeof toRow>[]): readonly Block[] {
  if (rows.length === 0) return [lead(`No use of models was counted on ${day} (UTC).`)];
  const columns = (['Whose', 'Name', 'Tokens', 'of', 'USD', 'of'] as const).map((title, index) => ({
    title,
    align: index < 2 ? ('left' as const) : ('right' as const),
    essential: true,
  }));
  const cells = rows.map(({ kind, name, tokens, usd, limitTokens, limitUsd }) => [
    kind,
    name,
    tokens.toLocaleString('en'),
    limitTokens?.toLocaleString('en') ?? '–',
    usd.toFixed(2),
    limitUsd?.toFixed(2) ?? '–',
  ]);
  return [lead(`Use of models on ${day} (UTC)`), { kind: 'table', columns, rows: cells }];
}
