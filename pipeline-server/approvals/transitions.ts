import type { ApprovalStatus } from '../contracts/approvals.ts';

/**
 * What may follow what. `UNKNOWN` is left by a person's word only; `ROLLING_BACK` has an executor as `EXECUTING` has.
 */
const FOLLOWERS: Readonly<Record<ApprovalStatus, readonly ApprovalStatus[]>> = {
  PENDING: ['APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'EXPIRED', 'CANCELLED', 'SUPERSEDED'],
  APPROVED: ['EXECUTING', 'EXPIRED', 'REVOKED', 'SUPERSEDED'],
  EXECUTING: ['SUCCEEDED', 'FAILED', 'UNKNOWN'],
  UNKNOWN: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: ['ROLLING_BACK'],
  FAILED: ['ROLLING_BACK'],
  ROLLING_BACK: ['ROLLED_BACK', 'FAILED', 'UNKNOWN'],
  ROLLED_BACK: [],
  REJECTED: [],
  CHANGES_REQUESTED: [],
  EXPIRED: [],
  CANCELLED: [],
  SUPERSEDED: [],
  REVOKED: [],
};

/** Whether a request may go from one status to another. */
export function mayFollow(from: ApprovalStatus, to: ApprovalStatus): boolean {
  return FOLLOWERS[from].includes(to);
}
