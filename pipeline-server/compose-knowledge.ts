import type { ExplainedAnswer, ExplainingKnowledge } from '../knowledge/retrieve/find-knowledge.ts';
import type { Config } from './config.ts';
import type {
  Embedder,
  KnowledgeCollections,
  KnowledgeQuery,
  KnowledgeStore,
} from './contracts/knowledge.ts';
import type { KnowledgeRows } from './contracts/knowledge-rows.ts';
import { type EgressRule, targetOf } from './gateway/egress/allow-list.ts';
import { createEgressClient, type EgressClient } from './gateway/egress/egress-client.ts';
import { isLoopbackName } from './gateway/egress/private-address.ts';

/** SOPs, incident notes and uploads, and what they are kept and found with. Each part is opened when it is first needed. */
export interface KnowledgeServices {
  find(query: KnowledgeQuery, signal: AbortSignal): Promise<ExplainedAnswer>;
  embedder(): Promise<Embedder>;
  /** The collection of the embedder that is in use. */
  store(): Promise<KnowledgeStore>;
  collections(): Promise<KnowledgeCollections>;
  close(): Promise<void>;
}

/** What it is composed of. */
export interface KnowledgeFoundation {
  readonly config: Pick<Config, 'knowledge' | 'egress'>;
  readonly rows: KnowledgeRows;
}

/** Opens nothing yet: a server that is never asked for knowledge does not read any. */
export function openKnowledge(foundation: KnowledgeFoundation): KnowledgeServices {
  const way = wayOut(foundation.config);
  const embedder = once(() => openEmbedder(foundation.config, way));
  const collections = once(() => openCollections(foundation));
  const store = once(async () => {
    const opened = await collections();
    return await opened.open(await embedder(), new AbortController().signal);
  });
  const knowledge = once(async (): Promise<ExplainingKnowledge> => {
    const { createKnowledge } = await import('../knowledge/retrieve/find-knowledge.ts');
    return createKnowledge({ embedder: await embedder(), store: await store() });
  });
  return {
    find: async (query, signal) => await (await knowledge()).find(query, signal),
    embedder,
    store,
    collections,
    close: () => way.close(),
  };
}

/** What failed to open is tried again the next time. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

async function openCollections({ rows }: KnowledgeFoundation): Promise<KnowledgeCollections> {
  const { createEmbeddedCollections } = await import('../knowledge/store/embedded-collections.ts');
  return createEmbeddedCollections(rows);
}

type EmbeddingSettings = Config['knowledge']['embedding'];

async function openEmbedder(
  { knowledge: { embedding } }: KnowledgeFoundation['config'],
  { fetch }: EgressClient,
): Promise<Embedder> {
  const { baseUrl, model, dimensions } = embedding;
  if (baseUrl === null || model === null || dimensions === null) {
    const { createHashEmbedder } = await import('../knowledge/embed/hash-embedder.ts');
    return createHashEmbedder();
  }
  const { createOpenAiEmbedder } = await import('../knowledge/embed/openai-embedder.ts');
  const place = placeOf(embedding);
  return createOpenAiEmbedder({ ...embedding, baseUrl, model, dimensions, place, fetch });
}

/** Where texts go to be embedded. */
function placeOf({ baseUrl, place }: EmbeddingSettings): Embedder['place'] {
  if (baseUrl === null) return 'local';
  return place ?? (isLoopbackName(targetOf(new URL(baseUrl)).host) ? 'local' : 'cloud');
}

/** To the server that makes vectors, and nowhere else. */
function wayOut({ knowledge: { embedding }, egress }: KnowledgeFoundation['config']): EgressClient {
  const { timeoutMs } = embedding;
  const times = { connectMs: Math.min(5000, timeoutMs), firstByteMs: timeoutMs, idleMs: timeoutMs };
  return createEgressClient(rulesOf(embedding, egress.airGapped), times);
}

function rulesOf(embedding: EmbeddingSettings, airGapped: boolean): readonly EgressRule[] {
  if (embedding.baseUrl === null) return [];
  const elsewhere = placeOf(embedding) === 'local' ? 'private' : 'any';
  const addresses = airGapped ? 'loopback' : elsewhere;
  return [{ ...targetOf(new URL(embedding.baseUrl)), addresses, routes: ['knowledge'] }];
}
