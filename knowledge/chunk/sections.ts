import GithubSlugger from 'github-slugger';
import type { Heading, Root, RootContent } from 'mdast';
import { type Lines, linesOf } from './lines.ts';

/** What stands between two headings. */
export interface Section {
  /** Headings above it, the document's own title first. */
  readonly headings: readonly string[];
  /** Fragment of the heading's address, as GitHub makes it; `top` above the first heading. */
  readonly anchor: string;
  /** Without the lines of the heading; `last` is before `first` where there is nothing. */
  readonly lines: Lines;
  readonly blocks: readonly RootContent[];
}

/** Of what a document's sections are made. */
export interface MarkdownDocument {
  /** Its lines end in `\n`. */
  readonly text: string;
  /** Its blocks; positions are those of the text. */
  readonly tree: Root;
  /** The words of one of its headings, without markup. */
  readonly wordsOf: (heading: Heading) => string;
  /** The title that it gives itself outside its headings; null where it gives none. */
  readonly title: string | null;
  /** Its file's name, for a document that has no title at all. */
  readonly fileName: string;
}

/** The title of a document: its own, else its first heading of the first level, else the name of its file. */
export function titleOf(document: MarkdownDocument): string {
  if (document.title !== null) return document.title;
  const first = document.tree.children.find((node) => node.type === 'heading' && node.depth === 1);
  const words = first?.type === 'heading' ? document.wordsOf(first) : '';
  return words === '' ? document.fileName : words;
}

/** The sections of a document in their order. Headings within quotes and lists begin none. */
export function sectionsOf(document: MarkdownDocument): readonly Section[] {
  const { text, tree } = document;
  const blocks = tree.children;
  const headings = blocks.flatMap((node, index) =>
    node.type === 'heading' ? [{ node, index }] : [],
  );
  const end = text.split('\n').length + 1;
  const outline = createOutline(titleOf(document));
  const [first] = headings;
  const leading = {
    headings: outline.path(),
    anchor: 'top',
    lines: { first: 1, last: firstLine(first?.node, end) - 1 },
    blocks: blocks.slice(0, first?.index),
  };
  const below = headings.map(({ node, index }, at): Section => {
    const next = headings[at + 1];
    const anchor = outline.enter(node.depth, document.wordsOf(node));
    const lines = { first: linesOf(node).last + 1, last: firstLine(next?.node, end) - 1 };
    return {
      headings: outline.path(),
      anchor,
      lines,
      blocks: blocks.slice(index + 1, next?.index),
    };
  });
  return [leading, ...below];
}

function firstLine(node: RootContent | undefined, otherwise: number): number {
  return node === undefined ? otherwise : linesOf(node).first;
}

/** Keeps the headings that are open while one goes down a document. */
function createOutline(title: string) {
  const slugger = new GithubSlugger();
  let open: readonly { readonly depth: number; readonly words: string }[] = [];
  return {
    /** Enters the section of a heading. @returns its anchor */
    enter(depth: number, words: string): string {
      open = [...open.filter((each) => each.depth < depth), { depth, words }];
      return slugger.slug(words);
    },
    path(): readonly string[] {
      const below = open.map(({ words }) => words).filter((words) => words !== '');
      return below[0] === title ? below : [title, ...below];
    },
  };
}
