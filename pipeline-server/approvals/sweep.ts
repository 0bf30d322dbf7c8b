import { ApprovalError } from '../contracts/approvals.ts';
import { stepOf, takeStep } from './change-request.ts';
import { execute } from './execution/execute.ts';
import { settleLost } from './execution/settle-lost.ts';
import type { LedgerDeps } from './ledger-deps.ts';

/** What a sweep does besides what time has done. */
export interface SweepOptions {
  /** Whether approved requests are executed by this process. */
  readonly executes: boolean;
}

/**
 * Does what is due: requests expire, people are reminded, executions without a sign of life are given up, and what is approved
 * is executed. Whatever fails for one request does not keep the others waiting.
 */
export async function sweep(deps: LedgerDeps, { executes }: SweepOptions): Promise<void> {
  const now = deps.clock.now();
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const { reminderMs, escalationMs } = deps.times;
  const times = { remindBefore: at(-reminderMs), escalateBefore: at(escalationMs) };
  const due = await deps.store.due(at(0), times);
  await each(due.lost, deps, (id) => settleLost(id, deps));
  await each(due.expired, deps, (id) => expire(id, deps));
  await each(due.unreminded, deps, (id) => deps.store.remind(id, 'approval.reminded', at(0)));
  await each(due.unescalated, deps, (id) => deps.store.remind(id, 'approval.escalated', at(0)));
  if (executes) await each(due.approved, deps, (id) => executeWhenPossible(id, deps));
}

async function each(
  ids: readonly string[],
  { log }: LedgerDeps,
  act: (id: string) => Promise<unknown>,
): Promise<void> {
  for (const id of ids) {
    try {
      await act(id);
    } catch (err) {
      log.error({ err, approval: id }, 'what was due for a request failed');
    }
  }
}

async function expire(id: string, deps: LedgerDeps): Promise<void> {
  await takeStep(id, deps, async ({ request }) => {
    const now = deps.clock.now();
    const isOpen = request.status === 'PENDING' || request.status === 'APPROVED';
    if (!isOpen || Date.parse(request.expiresAt) > now.getTime()) return [];
    const what = { kind: 'approval.expired', actor: 'server', tell: 'approval.ended' } as const;
    return [
      stepOf(request, { status: 'EXPIRED' }, { ...what, at: now.toISOString(), grant: null }),
    ];
  });
}

/** What may not be executed now stays approved until it may, or expires. */
async function executeWhenPossible(id: string, deps: LedgerDeps): Promise<void> {
  try {
    await execute(id, deps);
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
    deps.log.debug(
      { approval: id, code: error.code, hook: error.hook },
      'an approved request waits',
    );
  }
}
