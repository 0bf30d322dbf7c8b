import { randomBytes } from 'node:crypto';
import type { StoredApproval } from '../../contracts/approval-store.ts';
import {
  type ActionOutcome,
  ApprovalError,
  type ApprovalRequest,
} from '../../contracts/approvals.ts';
import type { PlannedAction } from '../../contracts/plan.ts';
import { stepOf, takeStep } from '../change-request.ts';
import { assertApprover, type Ending } from '../end-request.ts';
import type { LedgerDeps } from '../ledger-deps.ts';
import { holdLease } from './hold-lease.ts';
import { assertNotStopped, hashToken } from './redeem.ts';
import { contextOf, end, type Holding, note, ownRequest } from './run-plan.ts';

/**
 * Undoes what was done, last first. Somebody who may approve the request says so, which is not who asked for it; what cannot
 * be undone as a whole is not begun.
 */
export async function rollBack(
  id: string,
  { by, comment }: Ending,
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  const token = randomBytes(32).toString('base64url');
  await takeStep(id, deps, async (found) => {
    await assertApprover(found.request, by, deps);
    await assertNotStopped(deps);
    undoable(found, deps);
    const now = deps.clock.now();
    const until = new Date(now.getTime() + deps.times.leaseMs).toISOString();
    const what = { kind: 'rollback.started', actor: by.id, tell: 'execution.started' } as const;
    const lease = { tokenHash: hashToken(token), until };
    const change = { ...what, at: now.toISOString(), words: { comment }, lease };
    return [stepOf(found.request, { status: 'ROLLING_BACK' }, change)];
  });
  return await holdLease({ id, token, deps }, undoAll);
}

interface Undoable {
  readonly action: PlannedAction;
  readonly outcome: ActionOutcome;
}

/** What was done, last first. @throws ApprovalError when some of it cannot be undone. */
function undoable(
  { request, outcomes }: StoredApproval,
  { executors }: LedgerDeps,
): readonly Undoable[] {
  const done = request.plan.actions.flatMap((action) => {
    const outcome = outcomes.find((each) => each.action === action.id);
    return outcome?.status === 'done' ? [{ action, outcome }] : [];
  });
  const stuck = done.find(
    ({ action }) => (executors.get(action.executor)?.rollBack ?? null) === null,
  );
  if (stuck !== undefined) {
    const { id, executor } = stuck.action;
    throw new ApprovalError(
      'bad-plan',
      `${id} (${executor}) cannot be undone. Make a new plan for what should be.`,
    );
  }
  if (done.length === 0)
    throw new ApprovalError('wrong-status', 'Nothing was done that could be undone.');
  return done.toReversed();
}

async function undoAll(holding: Holding): Promise<ApprovalRequest> {
  const found = await ownRequest(holding);
  for (const each of undoable(found, holding.deps)) {
    // Whatever interrupts this, what may have been undone is known, and is not undone again.
    await note(holding, maybeUndone(each), { kind: 'action.undo-intended' });
    const outcome = await undo(each, holding);
    await note(holding, outcome, { kind: 'action.undone' });
    if (outcome.status !== 'rolled-back') {
      return await end(holding, outcome.status === 'unknown' ? 'UNKNOWN' : 'FAILED');
    }
  }
  return await end(holding, 'ROLLED_BACK');
}

function maybeUndone({ outcome }: Undoable): ActionOutcome {
  return {
    ...outcome,
    status: 'unknown',
    verified: false,
    detail: 'Undoing it had begun when the last was heard of it.',
  };
}

async function undo({ action, outcome }: Undoable, holding: Holding): Promise<ActionOutcome> {
  const executor = holding.deps.executors.get(action.executor);
  const context = contextOf(action, await ownRequest(holding), holding);
  const { detail, facts } = outcome;
  try {
    const report = await executor?.rollBack?.(
      action.arguments,
      { passed: true, detail, facts },
      context,
    );
    const undone = report?.passed === true;
    return {
      ...outcome,
      status: undone ? 'rolled-back' : 'done',
      verified: undone,
      detail: report?.detail ?? detail,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return {
      ...outcome,
      status: 'unknown',
      verified: false,
      detail: `Undoing it was interrupted: ${reason}`,
    };
  }
}
