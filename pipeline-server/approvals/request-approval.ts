import { Value } from 'typebox/value';
import { v7 as uuidv7 } from 'uuid';
import type { ApprovalChange } from '../contracts/approval-store.ts';
import { type ApprovalDraft, ApprovalError, type ApprovalRequest } from '../contracts/approvals.ts';
import type { Plan } from '../contracts/plan.ts';
import { auditFacts, needRequest, stepOf, wrongStatus } from './change-request.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import { hashPlan } from './plan-hash.ts';
import { mayFollow } from './transitions.ts';

/** Actions that one plan may have: more are several plans, which people can look through. */
const MOST_ACTIONS = 200;

/**
 * Makes a request of a plan. The same idempotency key gives the request that was made first.
 * @throws ApprovalError when the plan cannot be executed as it is, or a hook denies it.
 */
export async function requestApproval(
  draft: ApprovalDraft,
  deps: LedgerDeps,
): Promise<ApprovalRequest> {
  const known = await requestOfKey(draft, deps);
  if (known !== null) return known;
  assertExecutable(draft.plan, deps);
  await passHooks(draft, deps);
  const request = await newRequest(draft, deps);
  const changes = [creation(request, draft), ...(await supersede(request, draft, deps))];
  if (await deps.store.commit(changes)) {
    for (const change of changes) deps.changed(change.request);
    return request;
  }
  const winner = await requestOfKey(draft, deps);
  if (winner !== null) return winner;
  throw new ApprovalError(
    'wrong-status',
    'The request that this one replaces was changed. Try again.',
  );
}

async function requestOfKey(
  { idempotencyKey, plan, requester }: ApprovalDraft,
  { store }: LedgerDeps,
): Promise<ApprovalRequest | null> {
  const id = idempotencyKey === null ? null : await store.findByKey(idempotencyKey);
  if (id === null) return null;
  const request = (await store.read(id))?.request ?? null;
  const isSame =
    request?.hashes.semantic === hashPlan(plan).semantic && request.requester.id === requester.id;
  if (isSame) return request;
  throw new ApprovalError(
    'bad-plan',
    'This idempotency key was used for another plan. Choose another key.',
  );
}

function assertExecutable({ actions }: Plan, { executors }: LedgerDeps): void {
  if (actions.length === 0 || actions.length > MOST_ACTIONS) {
    throw new ApprovalError(
      'bad-plan',
      `A plan has 1 to ${MOST_ACTIONS} actions; this one has ${actions.length}.`,
    );
  }
  if (new Set(actions.map(({ id }) => id)).size < actions.length) {
    throw new ApprovalError('bad-plan', 'Two actions of the plan have the same id.');
  }
  for (const { id, executor, kind, arguments: args } of actions) {
    const known = executors.get(executor);
    if (known === undefined)
      throw new ApprovalError('bad-plan', `${id}: there is no executor "${executor}".`);
    if (known.kind !== kind || !Value.Check(known.arguments, args)) {
      throw new ApprovalError('bad-plan', `${id}: the arguments are not those of ${executor}.`);
    }
  }
}

async function passHooks({ plan, requester, origin }: ApprovalDraft, { hooks, clock }: LedgerDeps) {
  const { chatId } = origin;
  const now = clock.now().toISOString();
  const pass = hooks.run('plan', { actor: requester, now, chatId, plan, agreedBy: null });
  const verdict = pass.decidedBy?.verdict;
  if (pass.decision !== 'deny' || verdict?.decision !== 'deny') return;
  const hook = pass.decidedBy?.hook ?? null;
  throw new ApprovalError('denied-by-hook', `${verdict.message} ${verdict.remedy}`, hook);
}

async function newRequest(
  { plan, requester, origin }: ApprovalDraft,
  { approvers, clock, times }: LedgerDeps,
): Promise<ApprovalRequest> {
  const now = clock.now();
  return {
    id: uuidv7({ msecs: now.getTime() }),
    version: 1,
    status: 'PENDING',
    plan,
    hashes: hashPlan(plan),
    requester,
    origin,
    routing: await approvers.routingFor(plan, requester),
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + times.expiryMs).toISOString(),
    supersededBy: null,
  };
}

function creation(request: ApprovalRequest, { idempotencyKey }: ApprovalDraft): ApprovalChange {
  const { createdAt: at, requester, plan, routing, expiresAt } = request;
  const kind = 'approval.requested';
  const actor = requester.id;
  const facts = {
    proof: requester.proof,
    risk: plan.risk,
    actions: plan.actions.length,
    resources: plan.blastRadius.resources,
    quorum: routing.quorum,
    evidence: plan.evidence.map(({ id }) => id),
    expiresAt,
  };
  return {
    request,
    expected: null,
    event: { at, kind, actor, facts },
    audit: { at, kind, facts: { ...auditFacts(request), actor, ...facts } },
    tell: kind,
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  };
}

/** Only its own requester replaces a request, and only while nobody has begun to execute it. */
async function supersede(
  { id, requester, createdAt }: ApprovalRequest,
  { supersedes }: ApprovalDraft,
  deps: LedgerDeps,
): Promise<readonly ApprovalChange[]> {
  if (supersedes === null) return [];
  const { request } = await needRequest(supersedes, deps);
  if (request.requester.id !== requester.id) {
    throw new ApprovalError('not-allowed', 'Only who made a request can replace it.');
  }
  if (!mayFollow(request.status, 'SUPERSEDED')) {
    // What was decided or done stays as it is; the new request stands beside it.
    if (request.status === 'CHANGES_REQUESTED' || request.status === 'REJECTED') return [];
    throw wrongStatus(request, 'SUPERSEDED');
  }
  const step = { status: 'SUPERSEDED', supersededBy: id } as const;
  return [
    stepOf(request, step, {
      kind: 'approval.superseded',
      actor: requester.id,
      facts: { by: id },
      tell: 'approval.ended',
      at: createdAt,
      grant: null,
    }),
  ];
}
