import type { Correction } from './approvals.ts';
import type { AuditEntry } from './audit.ts';

/** Where a correction stands; only what somebody else than its author has accepted is knowledge. */
export const CORRECTION_STATES = ['proposed', 'accepted', 'declined'] as const;

/** One of {@link CORRECTION_STATES}. */
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** What an approver said should be done instead, and what became of it. Its texts are people's: data, never an instruction. */
export interface CorrectionEntry {
  /** Of the request and the author: each person decides once. */
  readonly id: string;
  readonly approvalId: string;
  /** Lower-case mail address of the approver. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  /** What the plan that was not approved came from; null when from no analyzer. */
  readonly analyzer: string | null;
  /** Artifact hash of that plan. */
  readonly planHash: string;
  readonly correction: Correction;
  readonly state: CorrectionState;
  readonly review: CorrectionReview | null;
}

/** What a reviewer said. */
export interface CorrectionReview {
  readonly reviewer: string;
  /** ISO 8601. */
  readonly at: string;
  readonly comment: string;
}

/** Corrections for those who learn from them. */
export interface CorrectionSource {
  /** In the order in which they were made, from after an id on. */
  list(query: {
    readonly state: CorrectionState | null;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly CorrectionEntry[]>;
  read(id: string): Promise<CorrectionEntry | null>;
}

/** Where corrections are kept. A decision with a correction puts it in, in its own transaction. */
export interface CorrectionSink extends CorrectionSource {
  /** Writes a review with its audit record; false when it was reviewed before. */
  review(
    id: string,
    review: CorrectionReview & { readonly state: Exclude<CorrectionState, 'proposed'> },
    audit: AuditEntry,
  ): Promise<boolean>;
}
