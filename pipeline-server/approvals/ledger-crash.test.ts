import { describe, expect, it } from 'vitest';
import type { ApprovalStore } from '../contracts/approval-store.ts';
import { type CrashPoint, crashingStore } from '../test/crashing-store.ts';
import { draftOf } from '../test/ledger-fakes.ts';
import { expectRecovery } from '../test/ledger-invariants.ts';
import { runWhole } from '../test/ledger-run.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { dispatchOutbox } from './dispatch-outbox.ts';

/** Writes of a request, its decision, an execution of two actions, and undoing them. */
const WRITES = 15;

/** Runs everything in a ledger whose process dies at a write. */
async function runUntil(point: CrashPoint | null) {
  let count = () => 0;
  const wrapStore = (kept: ApprovalStore) => {
    const { store, writes } = crashingStore(kept, point);
    count = writes;
    return store;
  };
  const ledger = await openLedgerWorld({ wrapStore });
  const isWhole = await runWhole(ledger.approvals).then(
    () => true,
    () => false,
  );
  return { ledger, isWhole, writes: count() };
}

const POINTS = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap((write) =>
  (['before', 'after'] as const).map((side) => ({ write, side })),
);

describe('a ledger whose process dies', () => {
  it(`has no more than the ${WRITES} writes that the tests below stop at`, async () => {
    const { isWhole, writes, ledger } = await runUntil(null);
    expect({ isWhole, writes }).toEqual({ isWhole: true, writes: WRITES });
    expect(ledger.world.effects).toEqual(['stop i-1', 'stop i-2', 'start i-2', 'start i-1']);
  });

  it.each(POINTS)('$side write $write loses nothing and does nothing twice', async (point) => {
    const { ledger, isWhole } = await runUntil(point);
    expect(isWhole).toBe(false);
    await expectRecovery(ledger);
  });

  it.each([
    // Nothing had begun: it is executed as if nothing had been, and undone.
    [{ write: 3, side: 'after' }, 'ROLLED_BACK'],
    // Somebody may have begun: nothing is tried again, and nothing was done that could be undone.
    [{ write: 5, side: 'after' }, 'FAILED'],
    // One action is known to be done: it is undone once a person has said how it ended.
    [{ write: 6, side: 'after' }, 'ROLLED_BACK'],
    // Undoing the second may have happened, and is not tried again; the first is undone.
    [{ write: 11, side: 'after' }, 'ROLLED_BACK'],
  ] as const)('%o ends as %s', async (point, status) => {
    const { ledger } = await runUntil(point);
    expect((await expectRecovery(ledger)).request.status).toBe(status);
  });
});

describe('a notification', () => {
  it('that was sent when the process died is sent again, with the same id', async () => {
    const { approvals, deps, clock } = await openLedgerWorld();
    await approvals.request(draftOf());
    const sent: string[] = [];
    const notifier = { id: 'fake', send: async ({ id }: { id: string }) => void sent.push(id) };
    const gone = { ...deps.store.outbox, done: () => Promise.reject(new Error('gone')) };
    const parts = { notifiers: [notifier], clock, log: deps.log };
    const dead = {
      outbox: { ...gone, retry: gone.done },
      read: (id: string) => deps.store.read(id),
    };
    await expect(dispatchOutbox({ ...parts, store: dead })).rejects.toThrow('gone');
    expect(await dispatchOutbox({ ...parts, store: deps.store })).toBe(0);
    clock.time += 60_001;
    expect(await dispatchOutbox({ ...parts, store: deps.store })).toBe(1);
    expect(sent[1]).toBe(sent[0]);
    expect(sent).toHaveLength(2);
  });
});
