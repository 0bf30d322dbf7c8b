import type { KnowledgeServices } from './compose-knowledge.ts';
import { xopsError } from './errors.ts';
import type { VectorDoor } from './routes/embeddings.ts';

/** Requests that are worked on at a time: by the rest, chats would wait. Open WebUI sends one per chunk, all at once. */
const AT_ONCE = 2;
const WAITING = 254;

/** Makes vectors for callers outside, in a bounded queue. */
export function openVectors({
  embedder,
  rerank,
}: Pick<KnowledgeServices, 'embedder' | 'rerank'>): VectorDoor {
  const enqueue = createQueue();
  return {
    model: embedder,
    embed: async (texts, signal) =>
      await enqueue(async () => await (await embedder()).embed(texts, signal), signal),
    rerank: async (question, texts, signal) =>
      await enqueue(() => rerank(question, texts, signal), signal),
  };
}

type Enqueue = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** The library is loaded with the first request. */
function createQueue(): Enqueue {
  let opening: Promise<Enqueue> | null = null;
  return async (work, signal) => {
    opening ??= openQueue();
    return await (await opening)(work, signal);
  };
}

async function openQueue(): Promise<Enqueue> {
  const { bulkhead, BulkheadRejectedError } = await import('cockatiel');
  const { EmbeddingError } = await import('../knowledge/embed/embedding-error.ts');
  const queue = bulkhead(AT_ONCE, WAITING);
  return async (work, signal) => {
    try {
      return await queue.execute(work, signal);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw xopsError('XOPS_EMBEDDING_BUSY');
      if (!(error instanceof EmbeddingError)) throw error;
      const code = error.code === 'refused' ? 'XOPS_EMBEDDING_REFUSED' : 'XOPS_EMBEDDING_FAILED';
      throw xopsError(code, { reason: error.message }, { cause: error });
    }
  };
}
