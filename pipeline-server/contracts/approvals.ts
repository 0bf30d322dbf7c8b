import type { JsonValue, Plan, PlanHashes } from './plan.ts';
import type { Principal } from './principal.ts';

/** Where a request stands. */
export const APPROVAL_STATUSES = [
  'PENDING',
  'APPROVED',
  'EXECUTING',
  'SUCCEEDED',
  'FAILED',
  'UNKNOWN',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'REJECTED',
  'CHANGES_REQUESTED',
  'EXPIRED',
  'CANCELLED',
  'SUPERSEDED',
  'REVOKED',
] as const;

/** One of {@link APPROVAL_STATUSES}. `UNKNOWN`: who executed was lost; a person decides how it goes on, nothing is tried again. */
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A person, the same through whichever door: by proved mail address, aliases resolved. */
export interface Person {
  /** Lower-case mail address; where none is known, `proof:id`. */
  readonly id: string;
  readonly name: string | null;
  readonly groups: readonly string[];
  readonly proof: Principal['proof'];
}

/** Says who may approve what: the approvers' policy, which no invariant of the ledger depends on. */
export interface Approvers {
  /** Who has to approve a plan of this requester. */
  routingFor(plan: Plan, requester: Person): Promise<ApprovalRouting>;
  /** False when the policy does not permit it, or cannot be asked. */
  mayApprove(
    person: Person,
    request: Pick<ApprovalRequest, 'plan' | 'requester'>,
  ): Promise<boolean>;
}

/** Where a request was made, so that its result comes back there. */
export interface ApprovalOrigin {
  readonly door: 'chat' | 'tool' | 'mcp' | 'cli' | 'page';
  readonly chatId: string | null;
  readonly messageId: string | null;
}

/** Who has to approve. */
export interface ApprovalRouting {
  /** Different people who must approve. */
  readonly quorum: number;
  /** Groups of which each approver must be in one. */
  readonly groups: readonly string[];
  /** Why so many and these, in a sentence. */
  readonly reason: string;
}

/** A request for approval, as it stands now. */
export interface ApprovalRequest {
  /** UUID version 7. */
  readonly id: string;
  /** Counted up with every change: a decision on an older one is refused. */
  readonly version: number;
  readonly status: ApprovalStatus;
  readonly plan: Plan;
  readonly hashes: PlanHashes;
  readonly requester: Person;
  readonly origin: ApprovalOrigin;
  readonly routing: ApprovalRouting;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The request that took its place. */
  readonly supersededBy: string | null;
}

/** What an approver says. */
export type Verdict = 'approve' | 'reject' | 'request-changes';

/** What an approver would have changed, and why; reviewed before it becomes knowledge. */
export interface Correction {
  readonly what: string;
  readonly why: string;
}

/** A decision as it is handed in. */
export interface DecisionOrder {
  readonly verdict: Verdict;
  /** Artifact hash of the plan that was seen. */
  readonly seenHash: string;
  /** Required unless the verdict is `approve`. */
  readonly comment: string | null;
  /** Required unless the verdict is `approve`. */
  readonly correction: Correction | null;
  readonly channel: 'page' | 'slack' | 'chat' | 'cli' | 'api';
}

/** A decision as it was kept. */
export interface Decision extends DecisionOrder {
  readonly approver: Person;
  /** ISO 8601. */
  readonly at: string;
}

/** Something that happened to a request. */
export interface ApprovalEvent {
  /** ISO 8601. */
  readonly at: string;
  /** In the past tense: `approval.requested`, `approval.decided`, `execution.started`. */
  readonly kind: string;
  /** The person or part of the server that did it. */
  readonly actor: string;
  readonly facts: Readonly<Record<string, JsonValue>>;
}

/** A request with all that was said of it. */
export interface ApprovalDetails {
  readonly request: ApprovalRequest;
  readonly decisions: readonly Decision[];
  /** Oldest first. */
  readonly history: readonly ApprovalEvent[];
  /** What each action reported, in their order; empty before execution. */
  readonly outcomes: readonly ActionOutcome[];
}

/** How an action of a plan went. */
export interface ActionOutcome {
  readonly action: string;
  readonly status: 'intended' | 'done' | 'failed' | 'unknown' | 'rolled-back';
  readonly verified: boolean;
  readonly detail: string;
  readonly facts: Readonly<Record<string, JsonValue>>;
}

/** Which requests to list; all conditions hold together. */
export interface ApprovalQuery {
  readonly statuses: readonly ApprovalStatus[];
  /** Only those made by this person. */
  readonly requester: string | null;
  /** Only those that this person could decide now. */
  readonly waitingFor: Person | null;
  readonly limit: number;
  /** Id of the last of the page before. */
  readonly after: string | null;
}

/** What a request is made of. */
export interface ApprovalDraft {
  readonly plan: Plan;
  readonly requester: Person;
  readonly origin: ApprovalOrigin;
  /** The same key gives the same request. */
  readonly idempotencyKey: string | null;
  /** A request that this one takes the place of. */
  readonly supersedes: string | null;
}

/** Requests for approval, through whichever door. Whatever is refused is told by an {@link ApprovalError}. */
export interface Approvals {
  /** Makes a request. The plan passes the hooks; what they deny is no request. */
  request(draft: ApprovalDraft): Promise<ApprovalRequest>;
  read(id: string): Promise<ApprovalDetails | null>;
  /** Newest first. */
  list(query: ApprovalQuery): Promise<readonly ApprovalRequest[]>;
  decide(id: string, order: DecisionOrder, approver: Person): Promise<ApprovalRequest>;
  /** By the requester, before a decision. */
  cancel(id: string, by: Person, comment: string): Promise<ApprovalRequest>;
  /** By an approver, after approval and before execution. */
  revoke(id: string, by: Person, comment: string): Promise<ApprovalRequest>;
  /** Has an approved request executed, at most once. Resolves with how it ended. */
  execute(id: string): Promise<ApprovalRequest>;
  /** Undoes what succeeded or failed, where every done action can be undone. */
  rollBack(id: string, by: Person, comment: string): Promise<ApprovalRequest>;
  /** Settles a request whose executor was lost, by what a person has seen. */
  settle(
    id: string,
    outcome: 'SUCCEEDED' | 'FAILED',
    by: Person & { readonly comment: string },
  ): Promise<ApprovalRequest>;
  /** Told after each committed change, in this process. Returns how to stop. */
  watch(onChange: (request: ApprovalRequest) => void): () => void;
}

/** Why something about an approval was refused; the message names the remedy. */
export class ApprovalError extends Error {
  override readonly name = 'ApprovalError';
  readonly code:
    | 'not-found'
    | 'wrong-status'
    | 'stale-hash'
    | 'not-allowed'
    | 'identity-not-proved'
    | 'own-request'
    | 'already-decided'
    | 'expired'
    | 'denied-by-hook'
    | 'comment-missing'
    | 'not-enabled'
    | 'bad-plan';
  /** Id of the hook that denied. */
  readonly hook: string | null;

  constructor(code: ApprovalError['code'], message: string, hook: string | null = null) {
    super(message);
    this.code = code;
    this.hook = hook;
  }
}
