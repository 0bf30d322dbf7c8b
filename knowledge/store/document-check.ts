import type {
  DocumentFacts,
  EmbeddedChunk,
  EmbedderShape,
} from '../../pipeline-server/contracts/knowledge.ts';

/**
 * The document of chunks that are to be stored.
 * @throws TypeError unless they are all chunks of one version of one document, with vectors of the embedder.
 */
export function documentOf(
  chunks: readonly EmbeddedChunk[],
  { id, dimensions }: EmbedderShape,
): DocumentFacts {
  const document = chunks[0]?.chunk.document;
  if (document === undefined) throw new TypeError('A document has one chunk at least.');
  for (const [position, { chunk, vector }] of chunks.entries()) {
    const { documentId, sha256 } = chunk.document;
    if (documentId !== document.documentId || sha256 !== document.sha256)
      throw new TypeError(`${document.path}: its chunks are of several documents.`);
    if (chunk.position !== position || chunk.count !== chunks.length)
      throw new TypeError(`${document.path}: its chunks are not all there, in their order.`);
    if (vector.length !== dimensions || !vector.every(Number.isFinite))
      throw new TypeError(`${document.path}: chunk ${position} has no vector of ${id}.`);
  }
  return document;
}
