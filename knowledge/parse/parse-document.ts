import { checkLength, decodeText } from './decode-text.ts';
import { DocumentError } from './document-error.ts';
import { splitFrontMatter } from './front-matter.ts';
import { type MarkdownReader, openMarkdownReader } from './markdown-tree.ts';
import { parseCsv } from './parse-csv.ts';
import { parseDocx } from './parse-docx.ts';
import { parseHtml } from './parse-html.ts';
import { parsePdf } from './parse-pdf.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { plainBlocks } from './plain-blocks.ts';

type Parse = (bytes: Uint8Array, reader: MarkdownReader) => Promise<ParsedDocument>;

const AS_IT_IS = { front: null, title: null, sourceLine: null } as const;

/** How files are read, by how their names end. */
const FORMATS: Readonly<Record<string, Parse>> = {
  md: parseMarkdown,
  markdown: parseMarkdown,
  txt: parseText,
  text: parseText,
  html: parsePage,
  htm: parsePage,
  pdf: parsePdf,
  docx: parseDocx,
  csv: (bytes) => parseCsv(bytes, ','),
  tsv: (bytes) => parseCsv(bytes, '\t'),
};

/** How the names of files end that can be read. */
const READABLE_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Reads a document. @throws {@link DocumentError} that says why it cannot be read and what to do. */
export type ParseDocument = (path: string, bytes: Uint8Array) => Promise<ParsedDocument>;

/** Whether a file is one that can be read, by its name. */
export function isReadable(path: string): boolean {
  return formatOf(path) !== undefined;
}

/** Loads what reads documents; parsers of single formats are loaded with the first document that needs them. */
export async function openParser(): Promise<ParseDocument> {
  const reader = await openMarkdownReader();
  return async (path, bytes) => {
    const parse = formatOf(path);
    if (parse === undefined) {
      throw new DocumentError(`Only ${READABLE_ENDINGS.join(', ')} can be read.`);
    }
    try {
      return checkText(await parse(bytes, reader));
    } catch (error) {
      throw explain(error);
    }
  };
}

function explain(error: unknown): DocumentError {
  if (error instanceof DocumentError) return error;
  return new DocumentError('It is broken, or nested too deeply: it cannot be read.', {
    cause: error,
  });
}

function formatOf(path: string): Parse | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
}

function checkText(document: ParsedDocument): ParsedDocument {
  if (document.text.trim() === '') throw new DocumentError('There is no text in it.');
  checkLength(document.text);
  return document;
}

function parseMarkdown(bytes: Uint8Array, reader: MarkdownReader): Promise<ParsedDocument> {
  const { front, body } = splitFrontMatter(decodeText(bytes));
  return Promise.resolve({ ...AS_IT_IS, ...reader.read(body), front });
}

function parseText(bytes: Uint8Array): Promise<ParsedDocument> {
  return Promise.resolve({
    ...AS_IT_IS,
    ...plainBlocks([{ heading: null, text: decodeText(bytes) }]),
  });
}

function parsePage(bytes: Uint8Array, reader: MarkdownReader): Promise<ParsedDocument> {
  return parseHtml(decodeText(bytes), reader);
}
