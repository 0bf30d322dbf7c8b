import type { StoredApproval } from '../../contracts/approval-store.ts';
import type { ActionOutcome } from '../../contracts/approvals.ts';
import type { Reconciled } from '../../contracts/executor.ts';
import type { PlannedAction } from '../../contracts/plan.ts';
import { stepOf, takeStep } from '../change-request.ts';
import type { LedgerDeps } from '../ledger-deps.ts';
import { contextOf } from './run-plan.ts';

const SEEN: Readonly<Record<Reconciled, string>> = {
  done: 'A look at it shows that the change was made.',
  'not-done': 'A look at it shows that the change was not made.',
  unclear: 'It cannot be seen whether the change was made.',
};

const LOOK_MS = 30_000;

/**
 * Marks a request whose executor gave no sign of life. Nothing is tried again: the world is looked at, and a person decides
 * by what is seen.
 */
export async function settleLost(id: string, deps: LedgerDeps): Promise<void> {
  await takeStep(id, deps, async (found) => {
    const now = deps.clock.now();
    const { request, lease } = found;
    const isRunning = request.status === 'EXECUTING' || request.status === 'ROLLING_BACK';
    if (!isRunning || lease === null || Date.parse(lease.until) > now.getTime()) return [];
    const outcomes = await Promise.all(
      interrupted(found).map((action) => lookAt(action, found, deps)),
    );
    return [
      stepOf(
        request,
        { status: 'UNKNOWN' },
        {
          kind: 'execution.lost',
          actor: 'server',
          facts: { interrupted: outcomes.map(({ action }) => action) },
          tell: 'execution.ended',
          at: now.toISOString(),
          lease: null,
          outcomes,
        },
      ),
    ];
  });
}

function interrupted({ request, outcomes }: StoredApproval): readonly PlannedAction[] {
  const open = new Set(
    outcomes.flatMap(({ action, status }) => (status === 'intended' ? [action] : [])),
  );
  return request.plan.actions.filter(({ id }) => open.has(id));
}

async function lookAt(
  action: PlannedAction,
  found: StoredApproval,
  deps: LedgerDeps,
): Promise<ActionOutcome> {
  const context = contextOf(action, found, { signal: AbortSignal.timeout(LOOK_MS), deps });
  const executor = deps.executors.get(action.executor);
  const looked = executor?.reconcile(action.arguments, context).catch(() => 'unclear' as const);
  const seen = (await looked) ?? 'unclear';
  const detail = `Who executed it was lost. ${SEEN[seen]}`;
  return { action: action.id, status: 'unknown', verified: false, detail, facts: { seen } };
}
