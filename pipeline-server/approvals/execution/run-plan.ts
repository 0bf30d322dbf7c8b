import type { StoredApproval } from '../../contracts/approval-store.ts';
import type { ActionOutcome, ApprovalRequest, ApprovalStatus } from '../../contracts/approvals.ts';
import type { ExecutionContext, Executor, StepReport } from '../../contracts/executor.ts';
import type { PlannedAction } from '../../contracts/plan.ts';
import { provesPerson } from '../../contracts/principal.ts';
import { type Happening, needRequest, stepOf } from '../change-request.ts';
import type { LedgerDeps } from '../ledger-deps.ts';
import { assertNotStopped, hashToken } from './redeem.ts';

/** An execution that somebody holds the token of. */
export interface Holding {
  readonly id: string;
  readonly token: string;
  /** Aborted when the lease is somebody else's. */
  readonly signal: AbortSignal;
  readonly deps: LedgerDeps;
}

/** Thrown when another has taken over: whoever finds that out does nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Executes a plan, one action after the other; the first that does not end well is the last. An intent is on the disk before
 * each effect and its outcome after it, so that whatever interrupts this, what may have happened is known.
 */
export async function runPlan(holding: Holding): Promise<ApprovalRequest> {
  const { request } = await ownRequest(holding);
  let status: ApprovalStatus = 'SUCCEEDED';
  for (const action of request.plan.actions) {
    const outcome = await runAction(action, holding);
    await note(holding, outcome, { kind: 'action.ended' });
    if (outcome.status === 'done' && outcome.verified) continue;
    status = outcome.status === 'unknown' ? 'UNKNOWN' : 'FAILED';
    break;
  }
  return await end(holding, status);
}

async function runAction(action: PlannedAction, holding: Holding): Promise<ActionOutcome> {
  const executor = holding.deps.executors.get(action.executor);
  if (executor === undefined) return failed(action, `There is no executor "${action.executor}".`);
  const refusal = await refusalOf(action, executor, holding);
  if (refusal !== null) return failed(action, refusal);
  await note(holding, outcomeOf(action, 'intended', NOTHING_YET), { kind: 'action.intended' });
  const context = contextOf(action, await ownRequest(holding), holding);
  try {
    const done = await executor.execute(action.arguments, context);
    if (!done.passed) return failed(action, done.detail, done.facts);
    return await verified(action, done, { executor, context, holding });
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return await lookAfter(action, error, { executor, context, holding });
  }
}

/** Why an action is not begun: somebody has stopped everything, or the world is not as the plan assumes. */
async function refusalOf(
  action: PlannedAction,
  executor: Executor,
  holding: Holding,
): Promise<string | null> {
  const context = contextOf(action, await ownRequest(holding), holding);
  try {
    await assertNotStopped(holding.deps);
    const report = await executor.check(action.arguments, context);
    return report.passed ? null : report.detail;
  } catch (error) {
    return reasonOf(error);
  }
}

interface Doing {
  readonly executor: Executor;
  readonly context: ExecutionContext;
  readonly holding: Holding;
}

async function verified(
  action: PlannedAction,
  done: StepReport,
  { executor, context, holding }: Doing,
): Promise<ActionOutcome> {
  const outcome = { ...outcomeOf(action, 'done', done), verified: false };
  try {
    const seen = await executor.verify(action.arguments, context);
    if (!seen.passed) return { ...outcome, detail: `${done.detail} Not verified: ${seen.detail}` };
    return await passHooks(action, { ...outcome, verified: true }, holding);
  } catch (error) {
    return { ...outcome, detail: `${done.detail} Not verified: ${reasonOf(error)}` };
  }
}

/** An error says nothing about the effect: the world is looked at, and where that does not tell, a person has to. */
async function lookAfter(
  action: PlannedAction,
  error: unknown,
  { executor, context, holding }: Doing,
): Promise<ActionOutcome> {
  holding.deps.log.warn({ err: error, action: action.executor }, 'an action was interrupted');
  const seen = await executor.reconcile(action.arguments, context).catch(() => 'unclear' as const);
  const detail = `It was interrupted: ${reasonOf(error)}`;
  if (seen === 'not-done') return failed(action, `${detail} Nothing was changed.`);
  const report = { passed: false, detail, facts: {} };
  if (seen === 'unclear') return outcomeOf(action, 'unknown', report);
  return {
    ...outcomeOf(action, 'done', report),
    detail: `${detail} The change was made.`,
    verified: true,
  };
}

async function passHooks(
  action: PlannedAction,
  outcome: ActionOutcome,
  holding: Holding,
): Promise<ActionOutcome> {
  const { hooks, clock } = holding.deps;
  const { request } = await ownRequest(holding);
  const pass = hooks.run('after-execution', {
    actor: request.requester,
    now: clock.now().toISOString(),
    chatId: request.origin.chatId,
    plan: request.plan,
    action,
    passed: true,
    verified: outcome.verified,
    evidence: [outcome.detail],
  });
  const verdict = pass.decidedBy?.verdict;
  if (verdict?.decision !== 'deny') return outcome;
  return { ...outcome, verified: false, detail: `${outcome.detail} ${verdict.message}` };
}

const NOTHING_YET: StepReport = { passed: false, detail: 'It was about to begin.', facts: {} };

/** An outcome of an action. */
function outcomeOf(
  { id }: PlannedAction,
  status: ActionOutcome['status'],
  { detail, facts }: StepReport,
): ActionOutcome {
  return { action: id, status, verified: false, detail, facts };
}

function failed(
  action: PlannedAction,
  detail: string,
  facts: StepReport['facts'] = {},
): ActionOutcome {
  return outcomeOf(action, 'failed', { passed: false, detail, facts });
}

/** @throws LeaseLost when the request is no longer this holder's. */
export async function ownRequest({ id, token, deps }: Holding): Promise<StoredApproval> {
  const found = await needRequest(id, deps);
  const isRunning = found.request.status === 'EXECUTING' || found.request.status === 'ROLLING_BACK';
  if (isRunning && found.lease?.tokenHash === hashToken(token)) return found;
  throw new LeaseLost('Somebody else has taken over this execution.');
}

/** Writes an outcome down. @throws LeaseLost */
export async function note(
  holding: Holding,
  outcome: ActionOutcome,
  { kind }: Pick<Happening, 'kind'>,
): Promise<void> {
  const { deps } = holding;
  const { request } = await ownRequest(holding);
  const { action, status, verified: isVerified, detail } = outcome;
  const step = stepOf(
    request,
    {},
    {
      kind,
      actor: 'server',
      facts: { action, outcome: status, verified: isVerified },
      words: { detail },
      tell: null,
      at: deps.clock.now().toISOString(),
      outcomes: [outcome],
    },
  );
  if (!(await deps.store.commit([step])))
    throw new LeaseLost('The request was changed by another.');
  deps.changed(step.request);
}

/** Ends an execution. @throws LeaseLost */
export async function end(holding: Holding, status: ApprovalStatus): Promise<ApprovalRequest> {
  const { deps } = holding;
  const { request } = await ownRequest(holding);
  const step = stepOf(
    request,
    { status },
    {
      kind: 'execution.ended',
      actor: 'server',
      tell: 'execution.ended',
      at: deps.clock.now().toISOString(),
      lease: null,
    },
  );
  if (!(await deps.store.commit([step])))
    throw new LeaseLost('The request was changed by another.');
  deps.changed(step.request);
  return step.request;
}

/** What an executor is told of the execution. */
export function contextOf(
  action: PlannedAction,
  { request }: StoredApproval,
  { signal, deps }: Pick<Holding, 'signal' | 'deps'>,
): ExecutionContext {
  const { requester, id } = request;
  const person = provesPerson(requester.proof) ? requester.id : null;
  return {
    approvalId: id,
    idempotencyKey: `${id}-${action.id}`,
    caller: { person, tool: 'approved plan', requestId: id },
    signal,
    clock: deps.clock,
    log: deps.log,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
