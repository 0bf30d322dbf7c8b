import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createLedger } from '../approvals/create-approvals.ts';
import type { LedgerDeps } from '../approvals/ledger-deps.ts';
import type { ApprovalStore, ExecutionStop } from '../contracts/approval-store.ts';
import { createApprovalStore } from '../state/approval-store.ts';
import { createAuditLog } from '../state/audit-log.ts';
import { openDatabase } from '../state/database.ts';
import {
  fakeApprovers,
  fakeHooks,
  LEDGER_START,
  ledgerParts,
  type StoppableWorld,
  stopInstance,
} from './ledger-fakes.ts';

/** Instances in memory, and what was done to them. */
export interface MemoryWorld extends StoppableWorld {
  readonly stopped: Set<string>;
  readonly effects: string[];
}

/** What a ledger of tests is made with, besides what it works with. */
interface WorldOptions {
  readonly file?: string;
  /** The world of a ledger before, whose process is gone. */
  readonly world?: MemoryWorld;
  /** Something that stands between the ledger and its store. */
  readonly wrapStore?: (store: ApprovalStore) => ApprovalStore;
}

/** A ledger over a real store in a folder of its own. */
export async function openLedgerWorld(options: Partial<LedgerDeps> & WorldOptions = {}) {
  const { wrapStore = (kept) => kept, file = await temporaryFile(), ...over } = options;
  const database = await openDatabase(file);
  onTestFinished(() => database.destroy());
  const clock = { time: LEDGER_START, now: () => new Date(clock.time) };
  const store = wrapStore(
    createApprovalStore({ database, notifiers: ['fake'], publish: () => undefined, clock }),
  );
  const world: MemoryWorld = options.world ?? { stopped: new Set(), effects: [], next: 'done' };
  const settings = { quorum: 1, mayApprove: true, stop: null as ExecutionStop | null, denies: '' };
  const executor = stopInstance(world);
  const ledger = createLedger({
    ...ledgerParts(executor),
    store,
    approvers: fakeApprovers(settings),
    hooks: fakeHooks(settings),
    freezeAt: () => settings.stop,
    clock,
    ...over,
  });
  const audit = createAuditLog(database, () => undefined);
  return { ...ledger, store, database, clock, world, settings, audit, file };
}

/** What {@link openLedgerWorld} makes. */
export type LedgerWorld = Awaited<ReturnType<typeof openLedgerWorld>>;

/** A database file of its own, which goes with the test. */
export async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'xops.db');
}
