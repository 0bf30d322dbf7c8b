import type { getDocumentProxy } from 'unpdf';
import { DocumentError } from './document-error.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { plainBlocks } from './plain-blocks.ts';

const MOST_PAGES = 2000;

/** The text of a PDF, a section for each page. @throws {@link DocumentError} */
export async function parsePdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const { getDocumentProxy: open, getMeta } = await import('unpdf');
  // The parser keeps the memory that it is given, and takes no Buffer.
  const pdf = await open(new Uint8Array(bytes), { verbosity: 0 }).catch(explain);
  try {
    if (pdf.numPages > MOST_PAGES) {
      throw new DocumentError(`It has ${pdf.numPages} pages, more than ${MOST_PAGES}. Split it.`);
    }
    const pages = await readPages(pdf).catch(explain);
    const { info } = await getMeta(pdf).catch(() => ({ info: {} as Record<string, unknown> }));
    const sections = pages.map((text, index) => ({ heading: `Page ${index + 1}`, text }));
    return { ...plainBlocks(sections), front: null, title: titleIn(info), sourceLine: null };
  } finally {
    await pdf.destroy();
  }
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

async function readPages(pdf: Pdf): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const texts = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
    pages.push(texts.join('').replaceAll('\0', '').replaceAll(/\r\n?/g, '\n'));
    page.cleanup();
  }
  if (pages.every((page) => page.trim() === '')) {
    throw new DocumentError(
      'There is no text in it, only pictures. Recognise its text first (OCR).',
    );
  }
  return pages;
}

function explain(error: unknown): never {
  if (error instanceof DocumentError) throw error;
  const isLocked = error instanceof Error && error.name === 'PasswordException';
  throw new DocumentError(
    isLocked
      ? 'It is protected by a password. Save it without one.'
      : 'It is broken or no PDF: it cannot be read.',
  );
}

function titleIn(info: Record<string, unknown>): string | null {
  const { Title: title } = info;
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
}
