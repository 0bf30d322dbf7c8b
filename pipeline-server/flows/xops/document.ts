/** A run of text. Strings are data and are escaped by whoever renders them; markup exists only as `strong` and `code`. */
export type Inline = string | { readonly strong: string } | { readonly code: string };

/** A line of text as runs. */
export type Text = readonly Inline[];

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Shown however narrow the screen is. */
  readonly essential: boolean;
}

/** A table; every row has one cell per column. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * A piece of an answer, independent of where it is shown: the chat renders it as markdown, the terminal as plain text.
 * The first block of every answer is a `lead`: the answer in one sentence.
 */
export type Block =
  | { readonly kind: 'lead' | 'paragraph'; readonly text: Text }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Text[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | TableBlock;

/** A labelled line at the foot of an answer: coverage, sources, receipt. */
export interface Fact {
  readonly label: string;
  readonly text: Text;
}

/** A paragraph of one or more runs. */
export function paragraph(...text: Text): Block {
  return { kind: 'paragraph', text };
}

/** The opening sentence. */
export function lead(...text: Text): Block {
  return { kind: 'lead', text };
}

/** A list of lines; nothing when there are none. */
export function list(items: readonly Text[], ordered = false): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', ordered, items }];
}

/** The text of a line without markup. */
export function plainText(text: Text): string {
  return text.map((run) => (typeof run === 'string' ? run : inlineText(run))).join('');
}

function inlineText(run: { readonly strong: string } | { readonly code: string }): string {
  return 'strong' in run ? run.strong : run.code;
}
