import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DocumentError } from '../parse/document-error.ts';
import { isReadable } from '../parse/parse-document.ts';
import { createFolderSource } from './folder-source.ts';
import type { Source, SourceFacts } from './source.ts';
import { createZipSource } from './zip-source.ts';

/** Where documents are, and what is declared of them. */
export interface SourcePlace extends Omit<SourceFacts, 'id'> {
  /** A folder, a git checkout, a zip archive, or one document. */
  readonly path: string;
  /** Its own name when left out. */
  readonly name?: string;
}

/**
 * The source at a place. Its id is `folder:<name>`, `zip:<name>` or, for one document, `file:<name>`.
 * @throws DocumentError when there is nothing that can be read.
 */
export async function openSource({
  path: written,
  name,
  ...declared
}: SourcePlace): Promise<Source> {
  const place = path.resolve(written);
  const found = await stat(place).catch(() => null);
  if (found === null) throw new DocumentError(`There is no file or folder ${written}.`);
  const own = path.basename(place);
  const factsOf = (type: string): SourceFacts => ({ id: `${type}:${name ?? own}`, ...declared });
  if (found.isDirectory()) return createFolderSource({ facts: factsOf('folder'), root: place });
  if (own.toLowerCase().endsWith('.zip')) return createZipSource(factsOf('zip'), place);
  if (!isReadable(own)) {
    throw new DocumentError(
      `${written} is neither a folder nor a zip archive, nor a document that can be read.`,
    );
  }
  const isMeant = (each: string) => each === own;
  return createFolderSource({ facts: factsOf('file'), root: path.dirname(place), isMeant });
}
