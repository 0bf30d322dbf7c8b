import type {
  EmbeddedChunk,
  Embedder,
  EmbedderShape,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { embedChunks } from '../embed/embed-chunks.ts';
import { EmbeddingError } from '../embed/embedding-error.ts';
import { createDocumentWriter, type DocumentWriter } from './document-writer.ts';
import { documentLine, headerLine, readDocument, readHeader } from './export-format.ts';
import { wholeDocuments } from './whole-documents.ts';

/** Documents that were moved, and those that could not be. */
export interface MoveReport {
  documents: number;
  chunks: number;
  /** Why each of those was left out. */
  readonly failed: { readonly path: string; readonly reason: string }[];
}

/** Where documents go. */
export interface MoveTarget {
  readonly store: KnowledgeStore;
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
}

/** A store as lines of JSON: what it was embedded by, then a document each, with its vectors. */
export async function* exportLines(
  store: KnowledgeStore,
  embedder: EmbedderShape,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield headerLine(embedder);
  for await (const chunks of wholeDocuments(store, signal)) yield documentLine(chunks);
}

/**
 * Puts the documents of an export into a store, each in the place of its version there. Vectors of another embedder are made anew.
 * @throws SyntaxError that names the first line that is wrong; documents before it are there.
 */
export async function importLines(
  lines: AsyncIterable<string>,
  target: MoveTarget,
): Promise<MoveReport> {
  const report: MoveReport = { documents: 0, chunks: 0, failed: [] };
  let made: EmbedderShape | null = null;
  let number = 0;
  const writer = createDocumentWriter(target.store, target.signal);
  try {
    for await (const line of lines) {
      number += 1;
      if (made === null) made = readHeader(line);
      else await put(readDocument(line, number), { target, writer, made, report });
    }
  } finally {
    await writer.finish();
  }
  if (made === null) throw new SyntaxError('The file is empty.');
  return report;
}

/**
 * Puts the documents of a store into another one, with vectors made anew. Then those of stores of the same embedder, as they are,
 * in the place of what came before.
 */
export async function reembedAll(
  [first, ...newer]: readonly [KnowledgeStore, ...KnowledgeStore[]],
  target: MoveTarget,
): Promise<MoveReport> {
  const report: MoveReport = { documents: 0, chunks: 0, failed: [] };
  const writer = createDocumentWriter(target.store, target.signal);
  for await (const chunks of wholeDocuments(first, target.signal))
    await put(chunks, { target, writer, made: null, report });
  for (const store of newer) {
    for await (const chunks of wholeDocuments(store, target.signal))
      await put(chunks, { target, writer, made: target.embedder, report });
  }
  await writer.finish();
  return report;
}

interface Move {
  readonly target: MoveTarget;
  readonly writer: DocumentWriter;
  /** What the vectors were made by; null to make them anew. */
  readonly made: EmbedderShape | null;
  readonly report: MoveReport;
}

/** What may not be sent to the embedder is left out, and told; any other failure ends all. */
async function put(
  chunks: readonly EmbeddedChunk[],
  { target, writer, made, report }: Move,
): Promise<void> {
  const { embedder, signal } = target;
  try {
    const isSame = made?.id === embedder.id && made.dimensions === embedder.dimensions;
    const bare = chunks.map(({ chunk }) => chunk);
    await writer.add(isSame ? chunks : await embedChunks(bare, embedder, signal));
    report.documents += 1;
    report.chunks += chunks.length;
  } catch (error) {
    if (!(error instanceof EmbeddingError) || error.code !== 'refused') throw error;
    report.failed.push({ path: chunks[0]?.chunk.document.path ?? '', reason: error.message });
  }
}
