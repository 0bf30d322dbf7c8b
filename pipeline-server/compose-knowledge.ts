import type { SyncPorts } from '../knowledge/ingest/run-sync.ts';
import type { Shipped } from '../knowledge/ingest/shipped-source.ts';
import type { ExplainedAnswer } from '../knowledge/retrieve/find-knowledge.ts';
import type { Config } from './config.ts';
import type {
  Embedder,
  KnowledgeCollections,
  KnowledgeQuery,
  KnowledgeStore,
} from './contracts/knowledge.ts';
import type { KnowledgeRows } from './contracts/knowledge-rows.ts';
import { createDocumentCutter } from './document-cutter.ts';
import { reasonOf } from './errors.ts';
import { type EgressRule, targetOf } from './gateway/egress/allow-list.ts';
import { createEgressClient, type EgressClient } from './gateway/egress/egress-client.ts';
import { isLoopbackName } from './gateway/egress/private-address.ts';
import { CLASS_OF_PLACE } from './model-routes.ts';
import type { Inspector } from './open-inspector.ts';

/** SOPs, incident notes and uploads, and what they are kept and found with. Each part is opened when it is first needed. */
export interface KnowledgeServices {
  find(query: KnowledgeQuery, signal: AbortSignal): Promise<ExplainedAnswer>;
  /** How well each text answers a question, 0 to 1, in the order of the texts. */
  rerank(
    question: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[]>;
  embedder(): Promise<Embedder>;
  /** The collection of the embedder that is in use. */
  store(): Promise<KnowledgeStore>;
  collections(): Promise<KnowledgeCollections>;
  /** What brings documents in. */
  ingestion(): Promise<SyncPorts>;
  close(): Promise<void>;
}

/** What it is composed of. */
export interface KnowledgeFoundation {
  readonly config: Pick<Config, 'knowledge' | 'egress' | 'aws'>;
  readonly rows: KnowledgeRows;
  /** Looks at what comes in, and at what would leave this network to be embedded. */
  readonly inspector: Pick<Inspector, 'inspector' | 'detector' | 'version'>;
}

/** Opens nothing yet: a server that is never asked for knowledge does not read any. */
export function openKnowledge(foundation: KnowledgeFoundation): KnowledgeServices {
  const way = wayOut(foundation.config);
  const toChroma = wayToChroma(foundation.config);
  const cutter = createDocumentCutter();
  const closing: (() => Promise<void>)[] = [
    () => way.close(),
    () => toChroma.close(),
    () => cutter.close(),
  ];
  const embedder = once(() => openEmbedder(foundation, { way, closing }));
  const collections = once(() => openCollections(foundation, toChroma));
  const store = once(async () => {
    const opened = await collections();
    return await opened.open(await embedder(), new AbortController().signal);
  });
  const ingestion = once(async () => {
    const { openIngestion } = await import('./open-ingestion.ts');
    const opened = { cut: cutter.cut, embedder: await embedder(), store: await store() };
    return await openIngestion(foundation.inspector, opened);
  });
  const shipped = once(async () => {
    const incidents = foundation.config.aws.source === 'sample';
    return await bringShippedIn(await ingestion(), { incidents });
  });
  const knowledge = once(async () => {
    const { createKnowledge } = await import('../knowledge/retrieve/find-knowledge.ts');
    const { leastNearness } = foundation.config.knowledge;
    return createKnowledge({ embedder: await embedder(), store: await store(), leastNearness });
  });
  return {
    async find(query, signal) {
      const missing = await shipped().catch(notBroughtIn);
      const answer = await (await knowledge()).find(query, signal);
      return missing.length === 0
        ? answer
        : { ...answer, gaps: [...(answer.gaps ?? []), ...missing] };
    },
    async rerank(question, texts, signal) {
      const { scoreTexts } = await import('../knowledge/retrieve/rerank.ts');
      const { createHashEmbedder } = await import('../knowledge/embed/hash-embedder.ts');
      return await scoreTexts(question, texts, { embedder: createHashEmbedder(), signal });
    },
    embedder,
    store,
    collections,
    ingestion,
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

/**
 * The SOPs and incident notes of the product are there with the first question, whatever version wrote them before.
 * @returns what is not, in a sentence
 */
async function bringShippedIn(ports: SyncPorts, shipped: Shipped): Promise<readonly string[]> {
  const [{ runSync }, { openShippedSource }] = await Promise.all([
    import('../knowledge/ingest/run-sync.ts'),
    import('../knowledge/ingest/shipped-source.ts'),
  ]);
  const { signal } = new AbortController();
  const { failed } = await runSync(openShippedSource(shipped), ports, { signal, isPruning: true });
  const [first] = failed;
  if (first === undefined) return [];
  return [
    `${failed.length} of xOps's own documents are not searched. ${first.path}: ${first.reason}`,
  ];
}

/** Other documents are still found; the next question tries again. */
function notBroughtIn(error: unknown): readonly string[] {
  return [`xOps's own SOPs could not be brought in: ${reasonOf(error)}`];
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

async function openCollections(
  { config, rows }: KnowledgeFoundation,
  way: EgressClient,
): Promise<KnowledgeCollections> {
  const { url, tenant, database } = config.knowledge.chroma;
  if (url === null) {
    const { createEmbeddedCollections } = await import(
      '../knowledge/store/embedded-collections.ts'
    );
    return createEmbeddedCollections(rows);
  }
  const { openChroma } = await import('../knowledge/store/open-chroma.ts');
  const { createChromaCollections } = await import('../knowledge/store/chroma-collections.ts');
  const { createPatientCollections, waysTo } = await import(
    '../knowledge/store/patient-collections.ts'
  );
  const client = await openChroma({ url, tenant, database }, await way.dispatcher());
  return createPatientCollections(createChromaCollections(client), waysTo(url));
}

/** Thousands of vectors in one request take a server a while. */
const CHROMA_TIMES = { connectMs: 3000, firstByteMs: 120_000, idleMs: 120_000 };

/** To the Chroma server of the settings, and nowhere else. */
function wayToChroma({ knowledge, egress }: KnowledgeFoundation['config']): EgressClient {
  const { url } = knowledge.chroma;
  const addresses = egress.airGapped ? 'loopback' : 'any';
  const rules =
    url === null ? [] : [{ ...targetOf(new URL(url)), addresses, routes: ['chroma'] } as const];
  return createEgressClient(rules, CHROMA_TIMES);
}

type EmbeddingSettings = Config['knowledge']['embedding'];

async function openEmbedder(
  { config, inspector }: KnowledgeFoundation,
  { way: { fetch }, closing }: { way: EgressClient; closing: (() => Promise<void>)[] },
): Promise<Embedder> {
  const { embedding } = config.knowledge;
  const { baseUrl, model, dimensions, onnxFolder } = embedding;
  if (onnxFolder !== null) {
    const { createOnnxEmbedder } = await import('../knowledge/embed/onnx-embedder.ts');
    const embedder = await createOnnxEmbedder(onnxFolder);
    closing.push(() => embedder.close());
    return embedder;
  }
  if (baseUrl === null || model === null || dimensions === null) {
    const { createHashEmbedder } = await import('../knowledge/embed/hash-embedder.ts');
    return createHashEmbedder();
  }
  const { createOpenAiEmbedder } = await import('../knowledge/embed/openai-embedder.ts');
  const { createGuardedEmbedder } = await import('../knowledge/embed/guarded-embedder.ts');
  const place = placeOf(baseUrl, embedding);
  const maximumClass = embedding.maximumClass ?? CLASS_OF_PLACE[place];
  const settings = { ...embedding, baseUrl, model, dimensions, place, maximumClass, fetch };
  return createGuardedEmbedder(createOpenAiEmbedder(settings), async () => {
    const inspect = await inspector.inspector();
    return (text) => inspect(text).class;
  });
}

/** Where texts go to be embedded. */
function placeOf(baseUrl: string, { place }: EmbeddingSettings): Embedder['place'] {
  return place ?? (isLoopbackName(targetOf(new URL(baseUrl)).host) ? 'local' : 'cloud');
}

/** To the server that makes vectors, and nowhere else. */
function wayOut({ knowledge: { embedding }, egress }: KnowledgeFoundation['config']): EgressClient {
  const { timeoutMs } = embedding;
  const times = { connectMs: Math.min(5000, timeoutMs), firstByteMs: timeoutMs, idleMs: timeoutMs };
  return createEgressClient(rulesOf(embedding, egress.airGapped), times);
}

function rulesOf(embedding: EmbeddingSettings, airGapped: boolean): readonly EgressRule[] {
  const { baseUrl } = embedding;
  if (baseUrl === null) return [];
  const elsewhere = placeOf(baseUrl, embedding) === 'local' ? 'private' : 'any';
  const addresses = airGapped ? 'loopback' : elsewhere;
  return [{ ...targetOf(new URL(baseUrl)), addresses, routes: ['knowledge'] }];
}
