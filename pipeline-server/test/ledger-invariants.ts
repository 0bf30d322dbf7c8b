import { expect } from 'vitest';
import { sweep } from '../approvals/sweep.ts';
import type { ActionOutcome, ApprovalDetails } from '../contracts/approvals.ts';
import { ApprovalError } from '../contracts/approvals.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { approvalOf, MARY } from './ledger-fakes.ts';
import { WHOLE_DRAFT } from './ledger-run.ts';
import { type LedgerWorld, type MemoryWorld, openLedgerWorld } from './ledger-world.ts';

const MINUTE = 60_000;

/** What a process that died has left behind. */
export interface Remains {
  readonly file: string;
  readonly world: MemoryWorld;
}

/**
 * Opens what a process left that died in {@link runWhole}, lets those go on who would, and expects that nothing is lost and
 * nothing is done twice.
 */
export async function expectRecovery({ file, world }: Remains): Promise<ApprovalDetails> {
  const before = [...world.effects];
  const ledger = await openLedgerWorld({ file, world });
  ledger.clock.time += MINUTE + 1;
  await sweep(ledger.deps, { executes: false });
  // By itself a ledger that comes back does nothing to the world.
  expect(ledger.world.effects).toEqual(before);
  await expectConsistent(ledger);
  const { id } = await ledger.approvals.request(WHOLE_DRAFT);
  await refusedAtMost(ledger.approvals.decide(id, approvalOf(WHOLE_DRAFT.plan), MARY));
  await sweep(ledger.deps, { executes: true });
  await settleAndUndo(ledger, id);
  const details = await expectConsistent(ledger);
  expect(ledger.world.effects.toSorted()).toEqual([...new Set(ledger.world.effects)].toSorted());
  return details;
}

/** People do what they can: they say how it ended, and have undone what can be undone. */
async function settleAndUndo({ approvals }: LedgerWorld, id: string): Promise<void> {
  await refusedAtMost(approvals.settle(id, 'FAILED', { ...MARY, comment: 'I looked.' }));
  await refusedAtMost(approvals.rollBack(id, MARY, 'It was needed.'));
}

async function refusedAtMost(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
  }
}

/** What must hold at every moment at which no process executes. */
async function expectConsistent(ledger: LedgerWorld): Promise<ApprovalDetails> {
  const query = { statuses: [], requester: null, waitingFor: null, limit: 10, after: null };
  const requests = await ledger.approvals.list(query);
  expect(requests.length).toBeLessThanOrEqual(1);
  expect((await verifyChain(ledger.audit)).broken).toBeNull();
  const records = await ledger.audit.read({ after: 0, limit: 1000 });
  const [request] = requests;
  if (request === undefined) {
    expect([records, ledger.world.effects]).toEqual([[], []]);
    return { request: undefined as never, decisions: [], history: [], outcomes: [] };
  }
  const details = await ledger.approvals.read(request.id);
  if (details === null) throw new Error('A request that is listed cannot be read.');
  expect(records).toHaveLength(details.history.length);
  expect(details.history).toHaveLength(request.version);
  expect(['EXECUTING', 'ROLLING_BACK']).not.toContain(request.status);
  expectEffectsKnown(ledger.world.effects, details.outcomes);
  return details;
}

/** Nobody is told that something was not done which was, or was undone which may not have been. */
function expectEffectsKnown(effects: readonly string[], outcomes: readonly ActionOutcome[]): void {
  for (const [index, instance] of ['i-1', 'i-2'].entries()) {
    const status = outcomes.find(({ action }) => action === `action-${index + 1}`)?.status;
    const isStopped = effects.includes(`stop ${instance}`);
    const isStarted = effects.includes(`start ${instance}`);
    const possible = isStarted
      ? ['rolled-back', 'unknown']
      : isStopped
        ? ['done', 'unknown']
        : [undefined, 'failed', 'unknown'];
    expect(possible, `${instance} after ${effects.join()}`).toContain(status);
  }
}
