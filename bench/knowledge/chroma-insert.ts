import { randomUUID } from 'node:crypto';
import type { ChromaClient } from 'chromadb';
import { searchableText } from '../../knowledge/embed/chunk-text.ts';
import { runSync, type SyncPorts } from '../../knowledge/ingest/run-sync.ts';
import type { Source } from '../../knowledge/ingest/source.ts';
import { createChromaCollections } from '../../knowledge/store/chroma-collections.ts';
import { toRecord } from '../../knowledge/store/chroma-records.ts';
import { openChroma } from '../../knowledge/store/open-chroma.ts';
import type { EmbeddedDocument, Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { targetOf } from '../../pipeline-server/gateway/egress/allow-list.ts';
import { createEgressClient } from '../../pipeline-server/gateway/egress/egress-client.ts';

/** What is written: a source, the same as documents with their vectors, and what documents are brought in with. */
export interface ChromaContest {
  readonly url: string;
  readonly source: Source;
  readonly documents: readonly EmbeddedDocument[];
  readonly ports: SyncPorts;
}

const REPETITIONS = 3;
const AT_ONCE = 500;
const TIMES = { connectMs: 3000, firstByteMs: 120_000, idleMs: 120_000 };

const { signal } = new AbortController();

/** Seconds of our whole way of a document into Chroma, vectors known, and of Chroma's own insert of the same records, in turn. */
export async function raceChroma(contest: ChromaContest) {
  const rule = { ...targetOf(new URL(contest.url)), addresses: 'any', routes: ['chroma'] } as const;
  const way = createEgressClient([rule], TIMES);
  try {
    const address = { tenant: 'default_tenant', database: 'default_database' };
    const client = await openChroma({ url: contest.url, ...address }, await way.dispatcher());
    const seconds: { raw: number; ours: number }[] = [];
    for (let turn = 0; turn < REPETITIONS; turn += 1)
      seconds.push({ raw: await insertRaw(client, contest), ours: await bringIn(client, contest) });
    return seconds;
  } finally {
    await way.close();
  }
}

/** As fast as the client of Chroma can: 500 records in each request. */
async function insertRaw(client: ChromaClient, { documents }: ChromaContest): Promise<number> {
  const name = `bench-${randomUUID()}`;
  const configuration = { hnsw: { space: 'cosine' } } as const;
  const collection = await client.createCollection({
    name,
    configuration,
    embeddingFunction: null,
  });
  const records = documents.flat().map((each) => toRecord(each, '0'));
  const started = performance.now();
  for (let start = 0; start < records.length; start += AT_ONCE) {
    const some = records.slice(start, start + AT_ONCE);
    await collection.add({
      ids: some.map(({ id }) => id),
      documents: some.map(({ document }) => document),
      metadatas: some.map(({ metadata }) => metadata),
      embeddings: some.map(({ embedding }) => embedding),
    });
  }
  const seconds = (performance.now() - started) / 1000;
  await client.deleteCollection({ name });
  return seconds;
}

/** Files are listed, read, cut, inspected and written, in a collection of its own. */
async function bringIn(client: ChromaClient, contest: ChromaContest): Promise<number> {
  const { source, documents, ports } = contest;
  const vectors = new Map(
    documents.flat().map(({ chunk, vector }) => [searchableText(chunk), vector]),
  );
  const embedder: Embedder = {
    ...ports.embedder,
    id: `bench-${randomUUID()}`,
    embed: (texts) => Promise.resolve(texts.flatMap((text) => vectors.get(text) ?? [])),
  };
  const collections = createChromaCollections(client);
  const store = await collections.open(embedder, signal);
  const started = performance.now();
  const { failed } = await runSync(source, { ...ports, embedder, store }, { signal });
  const seconds = (performance.now() - started) / 1000;
  if (failed.length > 0) throw new Error(`${failed[0]?.path}: ${failed[0]?.reason}`);
  for (const each of await collections.list(signal))
    if (each.embedder === embedder.id) await collections.drop(each.name, signal);
  return seconds;
}
