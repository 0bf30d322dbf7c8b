/** How long the pieces of a document are, in UTF-16 code units. */
export interface Limits {
  /** What a piece is filled up to. */
  readonly aim: number;
  /** What a code block, a table or a step may have before it is taken apart; no piece is longer. */
  readonly most: number;
}

/** About 250 and 500 tokens: common embedding models read 256 and 512. */
export const LIMITS: Limits = { aim: 1000, most: 2000 };
