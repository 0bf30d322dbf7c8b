/** A run of text. Strings are data and are escaped by whoever renders them; markup is only what the other kinds say. */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /** A link to a file of ours; `url` is absolute and made by the server, never taken from data. */
  | { readonly link: string; readonly url: string };

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

/** A labelled line at the foot of an answer: coverage, sources, receipt. */
export interface Fact {
  readonly label: string;
  readonly text: Text;
}

/**
 * A piece of an answer, independent of where it is shown: the chat renders it as markdown, the terminal as plain text,
 * a report as PDF or HTML. The first block of every answer is a `lead`: the answer in one sentence.
 */
export type Block =
  | { readonly kind: 'lead' | 'paragraph'; readonly text: Text }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Text[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  /** Markdown of a document that others wrote: shown as text, its links, images and HTML switched off. */
  | { readonly kind: 'passage'; readonly text: string }
  | TableBlock;
