/** What of the code of documents is left in their pieces. */
export interface CodeKept {
  readonly pieces: number;
  /** Lines within fences that begin with white space, in the documents. */
  readonly indentedLines: number;
  /** Of those, the ones that stand in a piece as they are in the document. */
  readonly indentedLinesKept: number;
  /** Pieces in which a fence is opened and not closed, or closed and not opened. */
  readonly brokenFences: number;
}

/** A document, and the pieces it was cut into. */
export interface CutDocument {
  readonly text: string;
  readonly pieces: readonly string[];
}

/** Counts over all documents. */
export function countCodeKept(documents: readonly CutDocument[]): CodeKept {
  const pieces = documents.flatMap((document) => document.pieces);
  const kept = documents.map(({ text, pieces }) => {
    const there = new Set(pieces.flatMap((piece) => piece.split('\n')));
    const indented = indentedCode(text);
    return { all: indented.length, kept: indented.filter((line) => there.has(line)).length };
  });
  return {
    pieces: pieces.length,
    indentedLines: kept.reduce((sum, { all }) => sum + all, 0),
    indentedLinesKept: kept.reduce((sum, each) => sum + each.kept, 0),
    brokenFences: pieces.filter((piece) => fencesOf(piece).isOpen).length,
  };
}

function indentedCode(text: string): readonly string[] {
  return fencesOf(text).code.filter((line) => /^\s+\S/.test(line));
}

interface Fences {
  /** Lines within fences. */
  readonly code: readonly string[];
  /** Whether one is open at the end. */
  readonly isOpen: boolean;
}

/** By the rules of CommonMark 0.31 for fences, also those within lists and quotes. */
function fencesOf(text: string): Fences {
  const code: string[] = [];
  let open: string | null = null;
  for (const line of text.split('\n').map((each) => each.replace(/\r$/, ''))) {
    const [, marks = '', info = ''] =
      /^[\s>]*(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === null) {
      if (marks !== '' && !(marks.startsWith('`') && info.includes('`'))) open = marks;
    } else if (marks.startsWith(open) && info.trim() === '') open = null;
    else code.push(line);
  }
  return { code, isOpen: open !== null };
}
