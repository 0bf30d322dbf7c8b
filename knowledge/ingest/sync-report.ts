/** A document that was not taken. */
export interface FailedDocument {
  readonly path: string;
  /** Why, and what to do. */
  readonly reason: string;
  /** True when it could be read, but holds what somebody has to look at first. */
  readonly isQuarantined: boolean;
}

/** What a run over a source did, or with a dry run, would do. */
export interface SyncReport {
  readonly source: string;
  readonly isDryRun: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly failed: readonly FailedDocument[];
  /** Files that were passed over, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Why documents that are gone from the source were not removed; null when nothing was held back. */
  readonly kept: string | null;
  /** Chunks that were written. */
  readonly chunks: number;
}

/** How far a run is. */
export interface SyncProgress {
  /** Files that are done of those that have to be. */
  readonly done: number;
  readonly files: number;
  readonly chunks: number;
  readonly failed: number;
}
