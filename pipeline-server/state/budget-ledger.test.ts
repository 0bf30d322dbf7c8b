import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BudgetEntry, BudgetLedger } from '../contracts/budgets.ts';
import { createBudgetLedger, createMemoryBudgetLedger } from './budget-ledger.ts';
import { openDatabase, type StateDatabase } from './database.ts';

let directory = '';
const opened: StateDatabase[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'xops-budgets-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.destroy()));
  await rm(directory, { recursive: true, force: true });
});

async function openLedger(): Promise<BudgetLedger> {
  const database = await openDatabase(path.join(directory, 'xops.db'));
  opened.push(database);
  return createBudgetLedger(database);
}

const ALICE = { kind: 'user', name: 'alice', tokens: 1000, microUsd: null } as const;
const GROUP = { kind: 'group', name: 'finops', tokens: null, microUsd: 5000 } as const;
const DAY = '2026-11-28';

function entry(changes: Partial<BudgetEntry> = {}): BudgetEntry {
  return { day: DAY, counters: [ALICE, GROUP], use: { tokens: 100, microUsd: 100 }, ...changes };
}

describe.each([
  ['embedded', openLedger],
  ['memory', async () => createMemoryBudgetLedger()],
])('the %s ledger of budgets', (_name, create) => {
  it('adds up the days of a month, of one counter alone', async () => {
    const ledger = await create();
    const counters = [{ ...ALICE, tokens: null }, GROUP];
    for (const day of ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01']) {
      await ledger.reserve(entry({ day, counters }));
    }
    expect(await ledger.total(ALICE, '2026-11')).toEqual({ tokens: 200, microUsd: 200 });
    expect(await ledger.total(ALICE, '2026-11-30')).toEqual({ tokens: 100, microUsd: 100 });
    expect(await ledger.total({ kind: 'user', name: 'bob' }, '2026-11')).toEqual({
      tokens: 0,
      microUsd: 0,
    });
  });

  it('lets through exactly what fits of 100 requests at once', async () => {
    const ledger = await create();
    const asked = await Promise.all(Array.from({ length: 100 }, () => ledger.reserve(entry())));
    expect(asked.filter((refusal) => refusal === null)).toHaveLength(10);
    expect(asked.find((refusal) => refusal !== null)).toEqual({
      counter: ALICE,
      used: { tokens: 1000, microUsd: 1000 },
    });
    expect(await ledger.read(DAY)).toEqual(
      expect.arrayContaining([
        { kind: 'user', name: 'alice', tokens: 1000, microUsd: 1000 },
        { kind: 'group', name: 'finops', tokens: 1000, microUsd: 1000 },
      ]),
    );
  });

  it('counts a refused use on no counter', async () => {
    const ledger = await create();
    expect(await ledger.reserve(entry({ use: { tokens: 1, microUsd: 5001 } }))).toEqual({
      counter: GROUP,
      used: { tokens: 0, microUsd: 0 },
    });
    expect((await ledger.read(DAY)).every(({ tokens }) => tokens === 0)).toBe(true);
  });

  it('puts what was used in the place of what was reserved', async () => {
    const ledger = await create();
    await ledger.reserve(entry({ use: { tokens: 1000, microUsd: 5000 } }));
    expect(await ledger.reserve(entry())).not.toBeNull();
    await ledger.settle(entry({ use: { tokens: 1000, microUsd: 5000 } }), {
      tokens: 30,
      microUsd: 7,
    });
    expect(await ledger.reserve(entry())).toBeNull();
    expect(await ledger.read(DAY)).toContainEqual({ ...GROUP, tokens: 130, microUsd: 107 });
  });

  it('counts each day and each name alone', async () => {
    const ledger = await create();
    const full = entry({ use: { tokens: 1000, microUsd: 0 } });
    expect(await ledger.reserve(full)).toBeNull();
    expect(await ledger.reserve({ ...full, day: '2026-11-29' })).toBeNull();
    expect(await ledger.reserve({ ...full, counters: [{ ...ALICE, name: 'bob' }] })).toBeNull();
    expect(await ledger.reserve(full)).not.toBeNull();
  });
});

it('two processes on one store count together', async () => {
  const ledgers = [await openLedger(), await openLedger()];
  const asked = await Promise.all(
    Array.from({ length: 10 }).flatMap(() => ledgers.map((ledger) => ledger.reserve(entry()))),
  );
  expect(asked.filter((refusal) => refusal === null)).toHaveLength(10);
});
