import type {
  Chunk,
  EmbeddedChunk,
  Embedder,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { isSensitive } from '../../pipeline-server/contracts/sovereignty.ts';
import { searchableText } from '../embed/chunk-text.ts';
import { DocumentError } from '../parse/document-error.ts';
import { type FileToPrepare, type Preparation, prepareDocument } from './prepare-document.ts';

/** What documents are ingested with. */
export interface Ingestion {
  readonly preparation: Preparation;
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
  /** True when nothing is to be written. */
  readonly isDryRun: boolean;
}

/** Texts that are embedded at one time. */
const BATCH = 64;

/**
 * Brings one file in. Until its last chunk is written, its version before is found.
 * @returns number of its chunks
 * @throws DocumentError when it cannot be read or may not be sent to the embedder; QuarantineError.
 */
export async function ingestDocument(
  file: FileToPrepare,
  { preparation, embedder, store, isDryRun }: Ingestion,
  signal: AbortSignal,
): Promise<number> {
  const chunks = await prepareDocument(file, preparation);
  assertMayBeSent(chunks, embedder);
  if (isDryRun) return chunks.length;
  const embedded: EmbeddedChunk[] = [];
  for (let start = 0; start < chunks.length; start += BATCH) {
    embedded.push(...(await embedAll(chunks.slice(start, start + BATCH), embedder, signal)));
  }
  await store.replaceDocument(embedded, signal);
  return chunks.length;
}

/** Making vectors tells the text to whoever makes them. */
function assertMayBeSent(chunks: readonly Chunk[], { place }: Embedder): void {
  const sensitive = chunks.find(({ dataClass }) => isSensitive(dataClass));
  if (place === 'local' || sensitive === undefined) return;
  throw new DocumentError(
    `It is ${sensitive.dataClass}, and vectors are made outside this network. Use a local embedder (XOPS_EMBEDDING_PLACE).`,
  );
}

async function embedAll(
  chunks: readonly Chunk[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<readonly EmbeddedChunk[]> {
  const vectors = await embedder.embed(chunks.map(searchableText), signal);
  return chunks.map((chunk, index) => {
    const vector = vectors[index];
    if (vector === undefined) throw new Error('The embedder gave fewer vectors than texts.');
    return { chunk, vector };
  });
}
