import type {
  EmbeddedChunk,
  Embedder,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { embedChunks } from '../embed/embed-chunks.ts';
import { assertMayEmbed } from '../embed/guarded-embedder.ts';
import type { DocumentWriter } from '../store/document-writer.ts';
import { type FileToPrepare, type Preparation, prepareDocument } from './prepare-document.ts';

/** What documents are ingested with. */
export interface Ingestion {
  readonly preparation: Preparation;
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
  readonly writer: DocumentWriter;
  /** True when nothing is to be written. */
  readonly isDryRun: boolean;
}

/** Texts that are embedded at one time. */
const BATCH = 64;

/**
 * Brings one file in. Until the writer has written its last chunk, its version before is found.
 * @returns number of its chunks
 * @throws DocumentError, QuarantineError; EmbeddingError, also when it may not be sent to the embedder
 */
export async function ingestDocument(
  file: FileToPrepare,
  { preparation, embedder, writer, isDryRun }: Ingestion,
  signal: AbortSignal,
): Promise<number> {
  const chunks = await prepareDocument(file, preparation);
  for (const { dataClass } of chunks) assertMayEmbed(dataClass, embedder);
  if (isDryRun) return chunks.length;
  const embedded: EmbeddedChunk[] = [];
  for (let start = 0; start < chunks.length; start += BATCH) {
    embedded.push(...(await embedChunks(chunks.slice(start, start + BATCH), embedder, signal)));
  }
  await writer.add(embedded);
  return chunks.length;
}
