import type { EmbeddedChunk, KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';

/** Every document of a store with all its chunks, in their order. One that is replaced meanwhile comes in one version or not. */
export async function* wholeDocuments(
  store: KnowledgeStore,
  signal: AbortSignal,
): AsyncGenerator<readonly EmbeddedChunk[]> {
  for await (const { documentId } of store.documents(null, signal)) {
    const chunks: EmbeddedChunk[] = [];
    for await (const each of store.chunks({ documentIds: [documentId] }, signal)) chunks.push(each);
    const sorted = chunks.toSorted((a, b) => a.chunk.position - b.chunk.position);
    if (sorted.length > 0 && sorted.length === sorted[0]?.chunk.count) yield sorted;
  }
}
