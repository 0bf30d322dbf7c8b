import type {
  ActionOutcome,
  ApprovalDetails,
  ApprovalEvent,
  ApprovalQuery,
  ApprovalRequest,
  ApprovalStatus,
  Decision,
} from './approvals.ts';
import type { AuditEntry } from './audit.ts';
import type { CorrectionSink } from './feedback.ts';
import type { MessagePlaces, NotificationKind, ReplayMemory } from './notifications.ts';

/** Who executes, and until when that holds without a sign of life. */
export interface ExecutionLease {
  /** Hash of the token that was redeemed: its holder alone may report. */
  readonly tokenHash: string;
  /** ISO 8601. */
  readonly until: string;
}

/** A right to execute once. The token itself is kept nowhere. */
export interface ExecutionGrant {
  readonly tokenHash: string;
  /** ISO 8601; the token is worth nothing afterwards. */
  readonly notAfter: string;
}

/** A request as it is kept. */
export interface StoredApproval extends ApprovalDetails {
  readonly grant: ExecutionGrant | null;
  readonly lease: ExecutionLease | null;
}

/** One change of one request, all or nothing. */
export interface ApprovalChange {
  /** How it stands afterwards; its version is one more than before. */
  readonly request: ApprovalRequest;
  /** How it must stand before; null for a new one. */
  readonly expected: { readonly version: number; readonly status: ApprovalStatus } | null;
  readonly decision?: Decision;
  /** Outcomes that are new or changed. */
  readonly outcomes?: readonly ActionOutcome[];
  /** Null takes it away; left out, it stays. */
  readonly grant?: ExecutionGrant | null;
  readonly lease?: ExecutionLease | null;
  readonly event: ApprovalEvent;
  readonly audit: AuditEntry;
  /** What people are told of it; null when nothing. */
  readonly tell: NotificationKind | null;
  /** For a new request: the same key is refused a second time. */
  readonly idempotencyKey?: string;
}

/** A notification that waits to be sent by one notifier. */
export interface OutboxEntry {
  readonly id: string;
  readonly notifier: string;
  readonly kind: NotificationKind;
  readonly approvalId: string;
  /** ISO 8601. */
  readonly at: string;
  /** Times that it was tried before. */
  readonly attempts: number;
}

/** Notifications that were committed with what they tell of. */
export interface Outbox {
  /** Takes entries that are due, and keeps them from others until the given time. */
  claim(now: string, until: string, limit: number): Promise<readonly OutboxEntry[]>;
  done(id: string): Promise<void>;
  /** To be tried again at the time, or never when null. */
  retry(id: string, at: string | null): Promise<void>;
}

/** Requests that time has done something to. */
export interface DueApprovals {
  /** Pending or approved, and past their expiry. */
  readonly expired: readonly string[];
  /** Executing, and without a sign of life. */
  readonly lost: readonly string[];
  /** Approved, waiting to be executed. */
  readonly approved: readonly string[];
  /** Pending since before the time given, and not yet reminded of. */
  readonly unreminded: readonly string[];
  /** Pending, about to expire, and more people are not yet told. */
  readonly unescalated: readonly string[];
}

/** How people are told again of what waits. */
export type ReminderKind = Extract<NotificationKind, 'approval.reminded' | 'approval.escalated'>;

/** What is due by other times than now, each ISO 8601. */
export interface DueTimes {
  /** Requests that were made before this are reminded of. */
  readonly remindBefore: string;
  /** Requests that expire before this are escalated. */
  readonly escalateBefore: string;
}

/** What is kept of approvals. Every write is on the disk when its promise resolves. */
export interface ApprovalStore {
  /**
   * Makes changes in one transaction, audit records and notifications with them.
   * @returns false when a request does not stand as expected, or the key was used: then nothing was changed.
   */
  commit(changes: readonly ApprovalChange[]): Promise<boolean>;
  read(id: string): Promise<StoredApproval | null>;
  findByKey(idempotencyKey: string): Promise<string | null>;
  list(query: ApprovalQuery): Promise<readonly ApprovalRequest[]>;
  /** Prolongs a lease; false when it is no longer this holder's. */
  extendLease(id: string, lease: ExecutionLease): Promise<boolean>;
  due(now: string, times: DueTimes): Promise<DueApprovals>;
  /** Marks a request as reminded of, or as escalated, and tells so; false when it was already. */
  remind(id: string, tell: ReminderKind, at: string): Promise<boolean>;
  /** Why nothing is executed now; null when things are. */
  readStop(): Promise<ExecutionStop | null>;
  writeStop(stop: ExecutionStop | null, audit: AuditEntry): Promise<void>;
  readonly outbox: Outbox;
  readonly places: MessagePlaces;
  readonly replays: ReplayMemory;
  readonly corrections: CorrectionSink;
}

/** Somebody's word that nothing is to be executed. */
export interface ExecutionStop {
  readonly by: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}
