import { createLedger } from '../approvals/create-approvals.ts';
import { ApprovalError, type Approvals } from '../contracts/approvals.ts';
import { createApprovalStore } from '../state/approval-store.ts';
import { openDatabase } from '../state/database.ts';
import { type CrashPoint, crashingStore } from './crashing-store.ts';
import { fileWorld } from './file-world.ts';
import {
  approvalOf,
  approver,
  fakeApprovers,
  LEDGER_START,
  ledgerParts,
  stopInstance,
} from './ledger-fakes.ts';
import { runWhole } from './ledger-run.ts';

/** What a process with a ledger of its own is to do: everything until it is killed, or to race with others. */
export type LedgerJob = {
  readonly file: string;
  /** Where what it does to the world is written down. */
  readonly effects: string;
} & (
  | { readonly job: 'run'; readonly killAt: CrashPoint | { readonly effect: number } }
  | { readonly job: 'race'; readonly number: number; readonly ids: readonly string[] }
);

/** No chance to clean up, as when the machine's power is cut or memory is short. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

async function openLedger(job: LedgerJob): Promise<Approvals> {
  const killAt = job.job === 'run' ? job.killAt : null;
  const clock = { now: () => new Date(LEDGER_START) };
  const database = await openDatabase(job.file);
  const kept = createApprovalStore({ database, notifiers: [], publish: () => undefined, clock });
  const atWrite = killAt !== null && 'write' in killAt ? killAt : null;
  const atEffect = killAt !== null && 'effect' in killAt ? killAt.effect : null;
  const executor = stopInstance(
    fileWorld(job.effects, (effects) => {
      if (effects === atEffect) die();
    }),
  );
  return createLedger({
    ...ledgerParts(executor),
    store: crashingStore(kept, atWrite, die).store,
    approvers: fakeApprovers({ quorum: 1, mayApprove: true }),
    clock,
  }).approvals;
}

/** Decides on each request and executes it, as if nobody else did. @returns what was not refused. */
async function race(approvals: Approvals, { ids, number }: Extract<LedgerJob, { job: 'race' }>) {
  const done = { decided: 0, executed: 0 };
  for (const id of ids) {
    const plan = (await approvals.read(id))?.request.plan;
    if (plan === undefined) throw new Error(`There is no request ${id}.`);
    done.decided += await taken(approvals.decide(id, approvalOf(plan), approver(number)));
    done.executed += await taken(approvals.execute(id));
  }
  return done;
}

async function taken(attempt: Promise<unknown>): Promise<0 | 1> {
  try {
    await attempt;
    return 1;
  } catch (error) {
    if (error instanceof ApprovalError) return 0;
    throw error;
  }
}

process.on('message', (job: LedgerJob) => {
  void (async () => {
    const approvals = await openLedger(job);
    process.send?.(job.job === 'run' ? await runWhole(approvals) : await race(approvals, job));
    process.disconnect();
  })();
});
