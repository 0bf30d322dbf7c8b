import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBudgetLedger } from '../state/budget-ledger.ts';
import { openDatabase } from '../state/database.ts';
import { runXops } from '../test/run-xops.ts';

const DAY = '2026-11-28';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-budgets-'));
  const database = await openDatabase(path.join(folder, 'xops.db'));
  const counters = [{ kind: 'user', name: 'alice', tokens: null, microUsd: null } as const];
  const use = { tokens: 12_345, microUsd: 1_250_000 };
  await createBudgetLedger(database).reserve({ day: DAY, counters, use });
  await database.destroy();
});
afterEach(() => rm(folder, { recursive: true }));

const XOPS_MODEL_BUDGETS = JSON.stringify([
  { for: 'user', usd: 5 },
  { for: 'user', name: 'alice', usd: 2 },
]);

const xops = (...args: readonly string[]) =>
  runXops({ DATA_DIR: folder, XOPS_MODEL_BUDGETS }, args);

it('shows the use of a day beside the lower of the limits', async () => {
  const { code, out } = await xops('budgets', '--day', DAY);
  expect(code).toBe(0);
  expect(out).toMatch(/user\W+alice\W+12,345\W+1\.25\W+2\.00/);
  expect(JSON.parse((await xops('budgets', '--day', DAY, '--json')).out)).toEqual({
    day: DAY,
    counters: [
      { kind: 'user', name: 'alice', tokens: 12_345, usd: 1.25, limitTokens: null, limitUsd: 2 },
    ],
  });
});

it('says when nothing was counted, and what is no day', async () => {
  expect((await xops('budgets', '--day', '2026-01-01')).out).toContain('No use of models');
  expect(await xops('budgets', '--day', 'today')).toMatchObject({ code: 2 });
  expect(await xops('budgets', 'now')).toMatchObject({ code: 2 });
});
