import type { Chunk, EmbeddedChunk, Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { searchableText } from './chunk-text.ts';
import { EmbeddingError } from './embedding-error.ts';
import { assertMayEmbed } from './guarded-embedder.ts';

/**
 * Chunks with their vectors.
 * @throws EmbeddingError when one is of a class that the embedder may not be sent; none is sent then.
 */
export async function embedChunks(
  chunks: readonly Chunk[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<readonly EmbeddedChunk[]> {
  for (const { dataClass } of chunks) assertMayEmbed(dataClass, embedder);
  const vectors = await embedder.embed(chunks.map(searchableText), signal);
  return chunks.map((chunk, at) => {
    const vector = vectors[at];
    if (vector === undefined) {
      throw new EmbeddingError(
        'failed',
        `${embedder.id} made ${vectors.length} vectors of ${chunks.length} texts.`,
      );
    }
    return { chunk, vector };
  });
}
