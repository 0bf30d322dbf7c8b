import written from './anti-patterns.json' with { type: 'json' };

/** A way in which operations go wrong. */
export interface AntiPattern {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly goesWrong: string;
  /** What shows it. */
  readonly sign: string;
  readonly instead: string;
  /** Ids of hooks that catch it; null when none does, so that it is guidance only. */
  readonly hooks: readonly string[] | null;
  /** Where it is written of, or which part of the product it comes from. */
  readonly source: string;
}

/** Anti-patterns of operations, by group. */
export const ANTI_PATTERNS: readonly AntiPattern[] = written;
