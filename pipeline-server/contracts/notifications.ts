import type { ApprovalDetails } from './approvals.ts';

/** What people are told about a request for approval. */
export const NOTIFICATION_KINDS = [
  'approval.requested',
  'approval.reminded',
  'approval.escalated',
  'approval.decided',
  'approval.ended',
  'execution.started',
  'execution.ended',
] as const;

/** One of {@link NOTIFICATION_KINDS}. `approval.ended`: it expired, was cancelled, revoked or superseded. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** One thing to tell. It is sent at least once: the same id again is the same thing. */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  /** ISO 8601; when it happened, which may be long before it is sent. */
  readonly at: string;
  /** The request as it stands when it is sent, so that a late message never shows an old state. */
  readonly details: ApprovalDetails;
}

/** A way to tell people. */
export interface Notifier {
  /** `slack`, `sns`, `chat`. */
  readonly id: string;
  /** Resolves when the other side has it; rejects to be tried again later. */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
}

/** Where messages about a request were put, so that they can be brought up to date. Values are JSON. */
export interface MessagePlaces {
  read(approvalId: string, notifier: string): Promise<unknown>;
  write(approvalId: string, notifier: string, place: unknown): Promise<void>;
}

/** Remembers what was handled before, so that nothing signed is taken twice. */
export interface ReplayMemory {
  /** False when the key was there already; kept until the given time (ISO 8601). */
  remember(key: string, until: string): Promise<boolean>;
  /** Lets a key be taken again, because what it stood for could not be handled. */
  forget(key: string): Promise<void>;
}
