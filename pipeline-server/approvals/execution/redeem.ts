import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ExecutionGrant, StoredApproval } from '../../contracts/approval-store.ts';
import { ApprovalError, type ApprovalRequest } from '../../contracts/approvals.ts';
import { stepOf, takeStep } from '../change-request.ts';
import { assertSomebodyElse } from '../decide.ts';
import type { LedgerDeps } from '../ledger-deps.ts';
import { hashPlan } from '../plan-hash.ts';

/** A token and what it is worth; the token is shown once. */
export interface IssuedToken {
  readonly token: string;
  readonly request: ApprovalRequest;
}

/** Longest time between the issue of a token and its use. */
const TOKEN_MS = 5 * 60_000;

/** Issues the right to execute an approved request once. A token that was issued before is worth nothing from then on. */
export async function issueToken(id: string, deps: LedgerDeps): Promise<IssuedToken> {
  const token = randomBytes(32).toString('base64url');
  const request = await takeStep(id, deps, async (found) => {
    await assertExecutable(found, deps);
    const now = deps.clock.now();
    const notAfter = new Date(now.getTime() + TOKEN_MS).toISOString();
    const grant: ExecutionGrant = { tokenHash: hashToken(token), notAfter };
    const what = { kind: 'execution.granted', actor: 'server', tell: null } as const;
    return [
      stepOf(found.request, {}, { ...what, at: now.toISOString(), facts: { notAfter }, grant }),
    ];
  });
  return { token, request };
}

/**
 * Uses a token: from here on its holder executes, nobody else, and never again. Everything that was looked at when the plan
 * was approved is looked at again.
 * @throws ApprovalError that says what has changed since.
 */
export async function redeem(
  id: string,
  { token, seenHash }: { readonly token: string; readonly seenHash: string },
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  return await takeStep(id, deps, async (found) => {
    const { request, grant } = found;
    const now = deps.clock.now();
    if (grant === null || !isToken(token, grant) || Date.parse(grant.notAfter) <= now.getTime()) {
      throw new ApprovalError('not-allowed', 'The token is not one that is worth anything now.');
    }
    if (seenHash !== request.hashes.artifact) {
      throw new ApprovalError('stale-hash', 'The plan at hand is not the plan that was approved.');
    }
    await assertExecutable(found, deps);
    const until = new Date(now.getTime() + deps.times.leaseMs).toISOString();
    const tokenHash = hashToken(token);
    return [
      stepOf(
        request,
        { status: 'EXECUTING' },
        {
          kind: 'execution.started',
          actor: 'server',
          facts: { approvers: found.decisions.map(({ approver }) => approver.id) },
          tell: 'execution.started',
          at: now.toISOString(),
          grant: null,
          lease: { tokenHash, until },
        },
      ),
    ];
  });
}

/** Only the hash of a token is ever kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isToken(token: string, { tokenHash }: ExecutionGrant): boolean {
  return timingSafeEqual(Buffer.from(hashToken(token), 'hex'), Buffer.from(tokenHash, 'hex'));
}

/** @throws ApprovalError unless the request may be executed at this moment. */
async function assertExecutable(found: StoredApproval, deps: LedgerDeps): Promise<void> {
  const { request } = found;
  if (request.status !== 'APPROVED') {
    throw new ApprovalError(
      'wrong-status',
      `The request is ${request.status}, not APPROVED: it is not executed.`,
    );
  }
  if (Date.parse(request.expiresAt) <= deps.clock.now().getTime()) {
    throw new ApprovalError('expired', `The approval expired at ${request.expiresAt}.`);
  }
  assertUntouched(found);
  await assertStillApproved(found, deps);
  assertEnabled(request, deps);
  await assertNotStopped(deps);
  passHooks(found, deps);
}

/** What is kept is what was seen: a plan that was changed in the store has another hash. */
function assertUntouched({ request, decisions }: StoredApproval): void {
  const { artifact } = hashPlan(request.plan);
  const isSame = decisions.every(({ seenHash }) => seenHash === artifact);
  if (artifact === request.hashes.artifact && isSame) return;
  throw new ApprovalError(
    'bad-plan',
    'The plan is not the one that was approved: it was changed where it is kept.',
  );
}

/** People leave groups and policies change between a decision and its use. */
async function assertStillApproved({ request, decisions }: StoredApproval, deps: LedgerDeps) {
  const valid = new Set<string>();
  for (const { approver, verdict } of decisions) {
    if (verdict !== 'approve') continue;
    const today = await deps.personToday(approver);
    assertSomebodyElse(request, today);
    if (await deps.approvers.mayApprove(today, request)) valid.add(today.id);
  }
  const { quorum } = await deps.approvers.routingFor(request.plan, request.requester);
  if (valid.size >= Math.max(quorum, request.routing.quorum)) return;
  throw new ApprovalError(
    'not-allowed',
    'The approvals do not suffice any more: people or the policy have changed.',
  );
}

function assertEnabled({ plan }: ApprovalRequest, { executors, isEnabled }: LedgerDeps): void {
  for (const action of plan.actions) {
    const executor = executors.get(action.executor);
    if (executor !== undefined && isEnabled(executor)) continue;
    throw new ApprovalError(
      'not-enabled',
      `${action.executor} is switched off. It is approved and waits: an admin enables it under approvals.executors, or somebody does it by hand.`,
    );
  }
}

/** @throws ApprovalError while a freeze or the emergency stop holds. */
export async function assertNotStopped({ store, freezeAt, clock }: LedgerDeps): Promise<void> {
  const stop = freezeAt(clock.now()) ?? (await store.readStop());
  if (stop === null) return;
  throw new ApprovalError(
    'not-enabled',
    `Nothing is executed now: ${stop.reason} (${stop.by}, since ${stop.at}).`,
  );
}

function passHooks({ request, decisions, lease }: StoredApproval, { hooks, clock }: LedgerDeps) {
  const { plan, hashes, requester, origin, expiresAt } = request;
  const approvals = decisions.filter(({ verdict }) => verdict === 'approve');
  const pass = hooks.run('before-execution', {
    actor: requester,
    now: clock.now().toISOString(),
    chatId: origin.chatId,
    plan,
    planHash: hashPlan(plan).artifact,
    approvedHash: hashes.artifact,
    requester: requester.id,
    approvers: approvals.map(({ approver }) => approver.id),
    approvedAt: approvals.at(-1)?.at ?? null,
    expiresAt,
    redeemed: lease !== null,
  });
  const verdict = pass.decidedBy?.verdict;
  if (verdict?.decision !== 'deny') return;
  throw new ApprovalError(
    'denied-by-hook',
    `${verdict.message} ${verdict.remedy}`,
    pass.decidedBy?.hook ?? null,
  );
}
