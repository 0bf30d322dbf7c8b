import type { ApprovalChange, StoredApproval } from '../contracts/approval-store.ts';
import { ApprovalError, type ApprovalRequest } from '../contracts/approvals.ts';
import type { AuditFact } from '../contracts/audit.ts';
import type { NotificationKind } from '../contracts/notifications.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import { mayFollow } from './transitions.ts';

/** What is done to a request, in words for its history. */
export interface Happening {
  /** In the past tense: `approval.decided`. */
  readonly kind: string;
  /** Id of the person, or the part of the server, that did it. */
  readonly actor: string;
  readonly facts?: Readonly<Record<string, AuditFact>>;
  /** What people said; it stays in the ledger, and the audit log has none of it. */
  readonly words?: Readonly<Record<string, string | null>>;
  readonly tell: NotificationKind | null;
}

/** What differs afterwards, besides the request. */
type Besides = Omit<ApprovalChange, 'request' | 'expected' | 'event' | 'audit' | 'tell'>;

/**
 * A step of a request: how it stands afterwards, and what is written down of it. Without a status it stays in the one it has.
 * @throws ApprovalError when the status may not follow.
 */
export function stepOf(
  before: ApprovalRequest,
  after: Partial<Pick<ApprovalRequest, 'status' | 'expiresAt' | 'supersededBy'>>,
  what: Happening & { readonly at: string } & Besides,
): ApprovalChange {
  const request = { ...before, ...after, version: before.version + 1 };
  if (after.status !== undefined && !mayFollow(before.status, after.status)) {
    throw wrongStatus(before, after.status);
  }
  const { kind, actor, facts = {}, words = {}, tell, at, ...besides } = what;
  return {
    ...besides,
    request,
    expected: { version: before.version, status: before.status },
    event: { at, kind, actor, facts: { ...facts, ...words } },
    audit: { at, kind, facts: { ...auditFacts(request), actor, ...facts } },
    tell,
  };
}

/** What every audit record of a request says. */
export function auditFacts({ id, version, status, hashes }: ApprovalRequest) {
  return { approval: id, version, status, plan: hashes.artifact } as const;
}

/** Why a request cannot be taken to a status. */
export function wrongStatus({ status }: ApprovalRequest, wanted: string): ApprovalError {
  return new ApprovalError(
    'wrong-status',
    `The request is ${status}, so it cannot become ${wanted}. Read it again; a new change needs a new request.`,
  );
}

/** @throws ApprovalError when there is none. */
export async function needRequest(id: string, { store }: LedgerDeps): Promise<StoredApproval> {
  const found = await store.read(id);
  if (found !== null) return found;
  throw new ApprovalError(
    'not-found',
    'There is no such request. List what there is and take its id.',
  );
}

/** Tries after which others must have changed a request all the time. */
const MOST_TRIES = 50;

/**
 * Takes a step from how a request stands now. When somebody else was faster the step is thought over again from how it
 * stands then: what was right before may be refused now.
 */
export async function takeStep(
  id: string,
  deps: LedgerDeps,
  think: (found: StoredApproval) => Promise<readonly ApprovalChange[]>,
): Promise<ApprovalRequest> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const found = await needRequest(id, deps);
    const changes = await think(found);
    if (changes.length === 0) return found.request;
    if (await deps.store.commit(changes)) {
      for (const { request } of changes) deps.changed(request);
      return changes.find(({ request }) => request.id === id)?.request ?? found.request;
    }
  }
  throw new Error('The request is changed by others all the time.');
}
