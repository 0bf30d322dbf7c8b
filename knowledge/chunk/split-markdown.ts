import { type Atom, type Cutting, cutLines, wholeAtom } from './atom.ts';
import { cutBlock } from './cut-block.ts';
import { LIMITS, type Limits } from './limits.ts';
import { type Lines, partsOf, textOf, withoutBlankEnds } from './lines.ts';
import { type MarkdownDocument, type Section, sectionsOf } from './sections.ts';

/** Name and version of how documents are cut: another one gives other chunks. */
export const CHUNKER = 'md-path@1';

/** What will be a chunk. */
export interface Piece {
  readonly headings: readonly string[];
  readonly anchor: string;
  readonly lines: Lines;
  readonly text: string;
}

/**
 * Cuts a document at its headings, and long sections between their blocks. Indentation stays as it is; code, tables and steps
 * are whole unless one alone is longer than {@link Limits}, and then every part has its fence or its header.
 */
export function splitMarkdown(
  document: MarkdownDocument,
  limits: Limits = LIMITS,
): readonly Piece[] {
  const { text } = document;
  const cutting = { text, all: text.split('\n'), limits };
  return sectionsOf(document).flatMap((section) => {
    const { headings, anchor } = section;
    return piecesOf(cutting, section).map(({ lines, text }) => ({ headings, anchor, lines, text }));
  });
}

function piecesOf(cutting: Cutting, section: Section): readonly Atom[] {
  const { limits } = cutting;
  const bound = join(
    cutting,
    atomsOf(cutting, section),
    (last, next) =>
      last.text.trimEnd().endsWith(':') && lengthOf(cutting, last, next) <= limits.most,
  );
  return join(cutting, bound, (last, next) => lengthOf(cutting, last, next) <= limits.aim);
}

function atomsOf(cutting: Cutting, { blocks, lines }: Section): readonly Atom[] {
  const atoms =
    blocks.length === 0
      ? cutLines(cutting, lines)
      : partsOf(blocks, lines).flatMap((part) => cutBlock(cutting, part));
  return atoms.flatMap((atom) => trimmed(cutting, atom));
}

/** Without blank lines at its ends; nothing where nothing else is left. */
function trimmed(cutting: Cutting, atom: Atom): readonly Atom[] {
  if (!atom.isWhole) return atom.text.trim() === '' ? [] : [atom];
  const lines = withoutBlankEnds(cutting.all, atom.lines);
  return lines === null ? [] : [wholeAtom(cutting, lines)];
}

/** Joins neighbours as long as a condition holds. */
function join(
  cutting: Cutting,
  atoms: readonly Atom[],
  fits: (last: Atom, next: Atom) => boolean,
): readonly Atom[] {
  const joined: Atom[] = [];
  for (const next of atoms) {
    const last = joined.at(-1);
    if (last?.isWhole === true && next.isWhole && fits(last, next)) {
      joined[joined.length - 1] = wholeAtom(cutting, spanOf(last, next));
    } else joined.push(next);
  }
  return joined;
}

function lengthOf({ all }: Cutting, last: Atom, next: Atom): number {
  return textOf(all, spanOf(last, next)).length;
}

function spanOf(a: Atom, b: Atom): Lines {
  return { first: a.lines.first, last: b.lines.last };
}
