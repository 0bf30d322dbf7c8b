import type { ApprovalStore, ExecutionStop } from '../contracts/approval-store.ts';
import type { ApprovalQuery, ApprovalRequest, Approvals } from '../contracts/approvals.ts';
import { decide } from './decide.ts';
import { cancel, revoke, settle } from './end-request.ts';
import { execute } from './execution/execute.ts';
import { rollBack } from './execution/roll-back.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import { requestApproval } from './request-approval.ts';

/** The ledger, and what keeps it going. */
export interface Ledger {
  readonly approvals: Approvals;
  readonly deps: LedgerDeps;
}

/** Makes the ledger over its store. */
export function createLedger(parts: Omit<LedgerDeps, 'changed'>): Ledger {
  const watchers = new Set<(request: ApprovalRequest) => void>();
  const changed = (request: ApprovalRequest) => {
    for (const watcher of watchers) watcher(request);
  };
  const deps: LedgerDeps = { ...parts, changed };
  const approvals: Approvals = {
    request: (draft) => requestApproval(draft, deps),
    read: (id) => deps.store.read(id),
    list: (query) => list(query, deps),
    decide: (id, order, approver) => decide(id, { order, approver }, deps),
    cancel: (id, by, comment) => cancel(id, { by, comment }, deps),
    revoke: (id, by, comment) => revoke(id, { by, comment }, deps),
    execute: (id) => execute(id, deps),
    rollBack: (id, by, comment) => rollBack(id, { by, comment }, deps),
    settle: (id, outcome, { comment, ...by }) => settle(id, outcome, { by, comment, deps }),
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
  return { approvals, deps };
}

/** Requests that wait for a person are those that the person could decide at this moment. */
async function list(query: ApprovalQuery, deps: LedgerDeps): Promise<readonly ApprovalRequest[]> {
  if (query.waitingFor === null) return await deps.store.list(query);
  const person = await deps.personToday(query.waitingFor);
  const open: ApprovalRequest[] = [];
  let { after } = query;
  for (;;) {
    const page = await deps.store.list({ ...query, waitingFor: person, after });
    for (const request of page) {
      if (await deps.approvers.mayApprove(person, request)) open.push(request);
      if (open.length === query.limit) return open;
    }
    if (page.length < query.limit) return open;
    after = page.at(-1)?.id ?? null;
  }
}

/** Stops all executions at once, or lets them go on. What is approved stays approved meanwhile. */
export async function stopExecutions(
  stop: ExecutionStop | null,
  { by, at, store }: { readonly by: string; readonly at: string; readonly store: ApprovalStore },
): Promise<void> {
  const kind = stop === null ? 'execution.allowed' : 'execution.stopped';
  await store.writeStop(stop, { at, kind, facts: { actor: by } });
}
