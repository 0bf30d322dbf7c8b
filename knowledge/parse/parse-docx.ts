import { Buffer } from 'node:buffer';
import { DocumentError } from './document-error.ts';
import type { MarkdownReader } from './markdown-tree.ts';
import { parseHtml } from './parse-html.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { openZip, readZip, ZIP_LIMITS } from './read-zip.ts';

/** The text of a Word document; pictures are left out. @throws {@link DocumentError} */
export async function parseDocx(
  bytes: Uint8Array,
  reader: MarkdownReader,
): Promise<ParsedDocument> {
  await checkSize(bytes);
  const { default: mammoth } = await import('mammoth');
  const options = { convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })) };
  const { value } = await mammoth
    .convertToHtml({ buffer: Buffer.from(bytes) }, options)
    .catch(() => {
      throw new DocumentError('It is broken or no Word document: it cannot be read.');
    });
  return await parseHtml(value, reader);
}

/** A document is a zip archive, and its reader unpacks all of it: so it is unpacked here once, counted and thrown away. */
async function checkSize(bytes: Uint8Array): Promise<void> {
  const archive = await openZip(Buffer.from(bytes));
  for await (const entry of readZip(archive, {
    ...ZIP_LIMITS,
    bytes: MOST_BYTES,
    total: MOST_BYTES,
  })) {
    if ('problem' in entry) throw new DocumentError(entry.problem);
  }
}

const MOST_BYTES = 200 * 2 ** 20;
