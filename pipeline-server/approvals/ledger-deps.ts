import type { ApprovalStore, ExecutionStop } from '../contracts/approval-store.ts';
import type { ApprovalRequest, Approvers, Person } from '../contracts/approvals.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { Executor } from '../contracts/executor.ts';
import type { Hooks } from '../contracts/hooks.ts';

/** Times of a request, in milliseconds. */
interface LedgerTimes {
  /** Until a request, or an approval that is not used, expires. */
  readonly expiryMs: number;
  /** Until people are reminded of a request that waits. */
  readonly reminderMs: number;
  /** Before expiry, when more people are told. */
  readonly escalationMs: number;
  /** Without a sign of life for so long, who executes is lost. */
  readonly leaseMs: number;
}

/** What the ledger works with. */
export interface LedgerDeps {
  readonly store: ApprovalStore;
  readonly approvers: Approvers;
  readonly hooks: Hooks;
  readonly executors: ReadonlyMap<string, Executor>;
  /** Whether the settings let an executor be used. */
  readonly isEnabled: (executor: Executor) => boolean;
  /** The same person with the groups of today. */
  readonly personToday: (person: Person) => Promise<Person>;
  /** Why the settings let nothing be executed now; null when they do. */
  readonly freezeAt: (now: Date) => ExecutionStop | null;
  readonly times: LedgerTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told of each committed change. */
  readonly changed: (request: ApprovalRequest) => void;
}
