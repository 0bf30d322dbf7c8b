import type { Correction } from './approvals.ts';
import type { AuditEntry } from './audit.ts';

/** Where a correction stands; only what somebody else than its author has accepted is knowledge. */
export const CORRECTION_STATES = [
  'proposed',
  'accepted',
  'declined',
  'withdrawn',
  'superseded',
] as const;

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
  /** Title of that plan. */
  readonly proposed: string;
  readonly correction: Correction;
  readonly state: CorrectionState;
  readonly review: CorrectionReview | null;
}

/** The section of an SOP that a correction amends, as it stood when the correction was accepted. */
export interface AmendedSection {
  readonly documentId: string;
  readonly anchor: string;
  /** Of the document. */
  readonly sha256: string;
  /** For people: `idle-resources.md#idle-ec2-instance:L40-L62@1.0.0`. */
  readonly citation: string;
}

/** How far an accepted correction reaches. */
export interface CorrectionScope {
  /** Ids of the accounts that it is for; empty for all. */
  readonly accounts: readonly string[];
  /** ISO 8601; from then on it is not shown. */
  readonly expiresAt: string;
  /** The correction whose place it takes. */
  readonly supersedes: string | null;
  /** Null where no SOP is about it: then nobody is shown it. */
  readonly section: AmendedSection | null;
}

/** What a reviewer said. */
export interface CorrectionReview {
  readonly reviewer: string;
  /** ISO 8601. */
  readonly at: string;
  readonly comment: string;
  /** Null unless it was accepted. */
  readonly scope: CorrectionScope | null;
}

/** Finds the section that a correction amends: of the SOPs that govern what the plan came from, the one nearest to its words. */
export type FindSection = (entry: CorrectionEntry) => Promise<AmendedSection | null>;

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

/** A step of a correction; it is taken only from the state that it was seen in. */
export interface CorrectionStep {
  readonly from: CorrectionState;
  readonly to: CorrectionState;
  readonly review: CorrectionReview;
}

/** Where corrections are kept. A decision with a correction puts it in, in its own transaction. */
export interface CorrectionSink extends CorrectionSource {
  /**
   * Takes a step, with its audit record; a correction whose place it takes is superseded in the same transaction. False when somebody
   * else was faster.
   */
  move(id: string, step: CorrectionStep, audit: AuditEntry): Promise<boolean>;
}
