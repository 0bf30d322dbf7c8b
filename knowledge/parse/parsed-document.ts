import type { TextWithBlocks } from './markdown-tree.ts';

/** A file as text with its structure. */
export interface ParsedDocument extends TextWithBlocks {
  /** YAML at its beginning; null where there is none. */
  readonly front: string | null;
  /** The title that it gives itself outside its text; null where it gives none. */
  readonly title: string | null;
  /** Line of the file for a line of the text; null where the text's own lines are what can be cited. */
  readonly sourceLine: ((line: number) => number) | null;
}
