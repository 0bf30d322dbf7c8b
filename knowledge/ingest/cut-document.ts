import path from 'node:path/posix';
import { titleOf } from '../chunk/sections.ts';
import { type Piece, splitMarkdown } from '../chunk/split-markdown.ts';
import { DocumentError } from '../parse/document-error.ts';
import { openParser } from '../parse/parse-document.ts';
import type { ParsedDocument } from '../parse/parsed-document.ts';
import { type DocumentSettings, readDocumentSettings } from './document-settings.ts';

/** A document that was read and cut: data alone, so that another thread can do it. */
export interface CutDocument {
  readonly settings: DocumentSettings;
  readonly title: string;
  /** Their lines are those that can be cited. One at least. */
  readonly pieces: readonly Piece[];
}

/** Reads and cuts a document. @throws DocumentError that says why it cannot be taken and what to do */
export type CutFile = (path: string, bytes: Uint8Array) => Promise<CutDocument>;

/** Loads what reads documents; parsers of single formats are loaded with the first document that needs them. */
export async function openCutter(): Promise<CutFile> {
  const parse = await openParser();
  return async (file, bytes) => {
    const parsed = await parse(file, bytes);
    const settings = readDocumentSettings(parsed.front);
    const document = {
      ...parsed,
      title: settings.title ?? parsed.title,
      fileName: path.basename(file, path.extname(file)),
    };
    const pieces = splitMarkdown(document).map((piece) => citable(piece, parsed));
    if (pieces.length === 0) throw new DocumentError('There is no text below its headings.');
    return { settings, title: titleOf(document), pieces };
  };
}

/** With the lines of the file, where those of the text are others. */
function citable(piece: Piece, { sourceLine }: ParsedDocument): Piece {
  if (sourceLine === null) return piece;
  const { first, last } = piece.lines;
  return { ...piece, lines: { first: sourceLine(first), last: sourceLine(last) } };
}
