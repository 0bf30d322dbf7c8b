import type { ApprovalStatus } from '../contracts/approvals.ts';
import type { CorrectionState } from '../contracts/feedback.ts';
import type { NotificationKind } from '../contracts/notifications.ts';

/** A row that belongs to a request. */
interface Part {
  readonly approval_id: string;
  /** Counted from 0 in the order of writing. */
  readonly position: number;
  readonly json: string;
}

/** Tables of approvals. Times are ISO 8601. */
export interface ApprovalTables {
  readonly approvals: {
    readonly id: string;
    readonly version: number;
    readonly status: ApprovalStatus;
    readonly requester: string;
    readonly request_json: string;
    readonly created_at: string;
    readonly expires_at: string;
    readonly idempotency_key: string | null;
    readonly grant_json: string | null;
    readonly lease_token: string | null;
    readonly lease_until: string | null;
    readonly reminded_at: string | null;
    readonly escalated_at: string | null;
  };
  readonly approval_decisions: Part & { readonly approver: string };
  readonly approval_outcomes: Part & { readonly action: string };
  readonly approval_events: Part;
  readonly outbox: {
    readonly id: string;
    readonly notifier: string;
    readonly kind: NotificationKind;
    readonly approval_id: string;
    readonly at: string;
    readonly attempts: number;
    /** Null once it is sent or given up. */
    readonly next_at: string | null;
  };
  readonly message_places: {
    readonly approval_id: string;
    readonly notifier: string;
    readonly json: string;
  };
  readonly approver_keys: {
    readonly id: string;
    /** SHA-256 of the key. */
    readonly hash: string;
    readonly json: string;
    readonly expires_at: string;
  };
  /** What approvers would have changed. */
  readonly corrections: {
    readonly id: string;
    readonly state: CorrectionState;
    readonly json: string;
  };
  readonly replays: { readonly key: string; readonly until: string };
  /** One row while nothing may be executed. */
  readonly execution_stop: { readonly id: number; readonly json: string };
}
