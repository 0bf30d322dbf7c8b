import type { EmbeddedDocument, EmbedderShape } from '../../pipeline-server/contracts/knowledge.ts';

/**
 * Checks documents that are to be stored.
 * @returns their ids
 * @throws TypeError unless each is all chunks of one version of one document, with vectors of the embedder, and none is there twice.
 */
export function assertWhole(
  documents: readonly EmbeddedDocument[],
  embedder: EmbedderShape,
): readonly string[] {
  const ids = documents.map((chunks) => idOf(chunks, embedder));
  if (new Set(ids).size !== ids.length)
    throw new TypeError('A document is replaced once at a time.');
  return ids;
}

function idOf(chunks: EmbeddedDocument, { id, dimensions }: EmbedderShape): string {
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
  return document.documentId;
}
