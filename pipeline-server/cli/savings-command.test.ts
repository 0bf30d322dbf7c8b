import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavingEntry } from '../approvals/savings.ts';
import { readConfig } from '../config.ts';
import { sampleAction, samplePlan } from '../test/approval-samples.ts';
import { approvalOf, draftOf, MARY } from '../test/ledger-fakes.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { runXops } from '../test/run-xops.ts';
import { openAnalysis } from './open-analysis.ts';

const DAYS_AGO = 40;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-savings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openAnalysis(readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder }));
const xops = (...args: readonly string[]) => runXops({ DATA_DIR: folder }, args, open);

/** A change of an account of the sample organisation, executed weeks ago. */
async function executeInThePast() {
  const analysis = await open();
  const run = { signal: AbortSignal.timeout(60_000), identity: 'test', report: () => undefined };
  const { accounts } = await analysis.analyzers.organization(run);
  await analysis.close();
  const action = sampleAction({ arguments: draftOf().plan.actions[0]?.arguments ?? {} });
  const targets = action.targets.map((target) => ({
    ...target,
    accountId: accounts.find(({ status }) => status === 'ACTIVE')?.id ?? null,
  }));
  const plan = samplePlan({ actions: [{ ...action, targets }] });
  const clock = { now: () => new Date(Date.now() - DAYS_AGO * 86_400_000) };
  const { approvals } = await openLedgerWorld({ file: path.join(folder, 'xops.db'), clock });
  const { id } = await approvals.request(draftOf([], { plan }));
  await approvals.decide(id, approvalOf(plan), MARY);
  await approvals.execute(id);
  return id;
}

describe('xops savings', () => {
  it('measures an executed change by the bill of its account and service', async () => {
    const id = await executeInThePast();
    const { code, out } = await xops('savings', '--yes', '--json');
    expect(code).toBe(0);
    const { entries } = JSON.parse(out) as { entries: readonly SavingEntry[] };
    expect(entries).toEqual([
      expect.objectContaining({
        approvalId: id,
        approvers: [MARY.id],
        expected: { amount: 42.5, currency: 'USD' },
        state: expect.stringMatching(/^(not-)?seen$/),
        measured: { amount: expect.any(Number), currency: 'USD' },
        evidence: [expect.stringMatching(/^sha256:/)],
      }),
    ]);
    const shown = await xops('savings', '--yes');
    expect(shown.out).toContain(id);
    expect(shown.out).toContain('whatever else changed');
  });

  it('says that there is nothing where nothing was executed', async () => {
    expect((await xops('savings', '--yes')).out).toContain('No executed change');
  });

  it.each([[[]], [['--days', '0', '--yes']], [['--days', '61', '--yes']], [['x', '--yes']]])(
    'refuses %o',
    async (args) => {
      expect(await xops('savings', ...args)).toMatchObject({ code: 2, out: '' });
    },
  );
});
