import type { StoredApproval } from '../contracts/approval-store.ts';
import {
  ApprovalError,
  type ApprovalRequest,
  type ApprovalStatus,
  type Decision,
  type DecisionOrder,
  type Person,
} from '../contracts/approvals.ts';
import { contentHash } from '../contracts/canonical-json.ts';
import { provesPerson } from '../contracts/principal.ts';
import { stepOf, takeStep } from './change-request.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import { hashPlan } from './plan-hash.ts';

/**
 * Writes down what an approver says. What no policy can switch off is looked at here: who it is is proved, it is somebody
 * else than who asked, the plan is the one that was seen, in time, and each person speaks once.
 * @throws ApprovalError that says why it is refused.
 */
export async function decide(
  id: string,
  given: { readonly order: DecisionOrder; readonly approver: Person },
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  const { order } = given;
  const approver = await deps.personToday(given.approver);
  return await takeStep(id, deps, async (found) => {
    await assertMayDecide(found, { order, approver }, deps);
    const at = deps.clock.now().toISOString();
    const decision: Decision = { ...order, approver, at };
    const status = statusAfter(found, decision);
    const after = status === 'PENDING' ? {} : { status };
    const { verdict, channel, comment } = order;
    const step = stepOf(found.request, after, {
      kind: 'approval.decided',
      actor: approver.id,
      facts: { verdict, channel, proof: approver.proof, decision: contentHash(decision) },
      words: { comment },
      tell: 'approval.decided',
      at,
      decision,
    });
    return [step];
  });
}

function statusAfter(
  { request, decisions }: StoredApproval,
  { verdict }: Decision,
): ApprovalStatus {
  if (verdict === 'reject') return 'REJECTED';
  if (verdict === 'request-changes') return 'CHANGES_REQUESTED';
  const approvals = decisions.filter((decision) => decision.verdict === 'approve').length + 1;
  return approvals >= request.routing.quorum ? 'APPROVED' : 'PENDING';
}

interface Given {
  readonly order: DecisionOrder;
  readonly approver: Person;
}

async function assertMayDecide(found: StoredApproval, given: Given, deps: LedgerDeps) {
  const { request } = found;
  assertProved(given.approver);
  assertOpen(request, deps.clock.now());
  assertSomebodyElse(request, given.approver);
  assertSamePlan(request, given.order);
  if (found.decisions.some(({ approver }) => approver.id === given.approver.id)) {
    throw new ApprovalError('already-decided', 'You have decided on this request before.');
  }
  if (!(await deps.approvers.mayApprove(given.approver, request))) {
    const groups = request.routing.groups.join(' or ') || 'none';
    throw new ApprovalError(
      'not-allowed',
      `The approvers' policy does not let you decide on this request. It is for the groups: ${groups}.`,
    );
  }
  assertReasoned(given.order);
}

/** @throws ApprovalError unless it is proved beyond doubt who it is. */
export function assertProved({ proof }: Person): void {
  if (provesPerson(proof)) return;
  throw new ApprovalError(
    'identity-not-proved',
    'It is not proved who you are. Decide on the approval page, in Slack, with a personal approver key, or in Open WebUI with signed users.',
  );
}

/** @throws ApprovalError for the person who asked. */
export function assertSomebodyElse({ requester }: ApprovalRequest, { id }: Person): void {
  if (requester.id !== id) return;
  throw new ApprovalError(
    'own-request',
    'You asked for this yourself, so somebody else has to decide.',
  );
}

function assertOpen({ status, expiresAt }: ApprovalRequest, now: Date): void {
  if (status !== 'PENDING') {
    throw new ApprovalError(
      'wrong-status',
      `The request is ${status}: there is nothing to decide any more.`,
    );
  }
  if (Date.parse(expiresAt) <= now.getTime()) {
    throw new ApprovalError('expired', `The request expired at ${expiresAt}. Ask for it again.`);
  }
}

function assertSamePlan({ plan, hashes }: ApprovalRequest, { seenHash }: DecisionOrder): void {
  if (hashPlan(plan).artifact !== hashes.artifact) {
    throw new ApprovalError(
      'bad-plan',
      'The plan is not what was asked for: it was changed where it is kept.',
    );
  }
  if (seenHash === hashes.artifact) return;
  throw new ApprovalError(
    'stale-hash',
    'The plan that you saw is not the plan of this request. Look at it again.',
  );
}

function assertReasoned({ verdict, comment, correction }: DecisionOrder): void {
  if (verdict === 'approve') return;
  const texts = [comment, correction?.what, correction?.why];
  if (texts.every((text) => (text ?? '').trim().length >= 3)) return;
  throw new ApprovalError(
    'comment-missing',
    'Say why, what should be done instead, and which rule or fact was missed: a comment and a correction are needed.',
  );
}
