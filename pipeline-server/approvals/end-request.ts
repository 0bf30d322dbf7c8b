import { ApprovalError, type ApprovalRequest, type Person } from '../contracts/approvals.ts';
import { stepOf, takeStep } from './change-request.ts';
import { assertProved, assertSomebodyElse } from './decide.ts';
import type { LedgerDeps } from './ledger-deps.ts';

/** Who ends something, and why. */
export interface Ending {
  readonly by: Person;
  readonly comment: string;
}

/** Takes a request back before it is decided on. Its requester alone can; a decision for it is not needed any more. */
export async function cancel(
  id: string,
  { by, comment }: Ending,
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  return await takeStep(id, deps, async ({ request }) => {
    if (request.requester.id !== by.id) {
      throw new ApprovalError(
        'not-allowed',
        'Only who made a request can cancel it. An approver rejects it.',
      );
    }
    const what = { kind: 'approval.cancelled', actor: by.id, tell: 'approval.ended' } as const;
    return [
      stepOf(request, { status: 'CANCELLED' }, { ...what, words: { comment }, at: now(deps) }),
    ];
  });
}

/** Takes an approval back before it is used: the requester, or anybody who may approve it. */
export async function revoke(
  id: string,
  { by, comment }: Ending,
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  return await takeStep(id, deps, async ({ request }) => {
    if (request.requester.id !== by.id) await assertApprover(request, by, deps);
    const what = { kind: 'approval.revoked', actor: by.id, tell: 'approval.ended' } as const;
    const change = { ...what, words: { comment }, at: now(deps), grant: null };
    return [stepOf(request, { status: 'REVOKED' }, change)];
  });
}

/** Says how an execution ended whose executor was lost: by a person who may approve it and has looked. */
export async function settle(
  id: string,
  outcome: 'SUCCEEDED' | 'FAILED',
  { by, comment, deps }: Ending & { readonly deps: LedgerDeps },
): Promise<ApprovalRequest> {
  return await takeStep(id, deps, async ({ request }) => {
    await assertApprover(request, by, deps);
    if (comment.trim().length < 3) {
      throw new ApprovalError('comment-missing', 'Say what you have seen that shows how it ended.');
    }
    if (request.status !== 'UNKNOWN') {
      throw new ApprovalError(
        'wrong-status',
        `The request is ${request.status}: there is nothing to settle.`,
      );
    }
    const what = { kind: 'execution.settled', actor: by.id, tell: 'execution.ended' } as const;
    return [stepOf(request, { status: outcome }, { ...what, words: { comment }, at: now(deps) })];
  });
}

/** @throws ApprovalError unless the person, proved, may approve the request of somebody else. */
export async function assertApprover(
  request: ApprovalRequest,
  person: Person,
  { approvers, personToday }: LedgerDeps,
): Promise<void> {
  const today = await personToday(person);
  assertProved(today);
  assertSomebodyElse(request, today);
  if (await approvers.mayApprove(today, request)) return;
  throw new ApprovalError('not-allowed', "The approvers' policy does not let you do this.");
}

function now({ clock }: LedgerDeps): string {
  return clock.now().toISOString();
}
