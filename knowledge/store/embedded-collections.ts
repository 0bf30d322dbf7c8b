import type {
  ChunkFilter,
  CollectionFacts,
  EmbeddedChunk,
  EmbedderShape,
  KnowledgeCollections,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import type { KnowledgeRows } from '../../pipeline-server/contracts/knowledge-rows.ts';
import { isMeant } from './chunk-filter.ts';
import { type CollectionIndex, createCollectionIndex } from './collection-index.ts';
import { assertWhole } from './document-check.ts';
import { assertSameDimensions, currentOf, nextOf } from './generations.ts';

/**
 * Collections in the database of the server, whose vectors are all compared in memory: nothing is missed, and fast enough to about
 * 50,000 chunks. Several processes may work on one database.
 */
export function createEmbeddedCollections(rows: KnowledgeRows): KnowledgeCollections {
  return {
    async open(embedder) {
      await readOrCreate(rows, embedder);
      return createStore(rows, embedder, () => readOrCreate(rows, embedder));
    },
    async begin(embedder) {
      const before = await rows.collections();
      const unfinished = before.filter((each) => each.embedder === embedder.id && !each.isWhole);
      for (const { name } of unfinished) await rows.drop(name);
      const facts = { ...nextOf(before, embedder), isWhole: false };
      await rows.create(facts);
      return {
        store: createStore(rows, embedder, () => Promise.resolve(facts)),
        finish: () => rows.finish(facts.name),
      };
    },
    async list() {
      const all = await rows.collections();
      return all.map(({ revision: _revision, ...facts }) => facts);
    },
    drop: (name) => rows.drop(name),
  };
}

async function readOrCreate(
  rows: KnowledgeRows,
  embedder: EmbedderShape,
): Promise<CollectionFacts> {
  const before = await rows.collections();
  const current = currentOf(before, embedder.id);
  if (current !== null) {
    assertSameDimensions(current, embedder);
    return current;
  }
  const facts = { ...nextOf(before, embedder), isWhole: true };
  await rows.create(facts);
  return facts;
}

interface Loaded {
  readonly name: string;
  readonly index: CollectionIndex;
  revision: number | null;
}

function createStore(
  rows: KnowledgeRows,
  embedder: EmbedderShape,
  read: () => Promise<CollectionFacts>,
): KnowledgeStore {
  let loaded: Loaded | null = null;
  let refreshing: Promise<unknown> = Promise.resolve();

  async function refresh(): Promise<Loaded> {
    const facts = await read();
    const { name } = facts;
    if (loaded?.name !== name)
      loaded = { name, index: createCollectionIndex(rows, facts), revision: null };
    const revision = await rows.revision(name);
    if (loaded.revision !== revision) await loaded.index.refresh();
    loaded.revision = revision;
    return loaded;
  }

  /** One after the other: two would read the same rows twice. */
  function refreshInTurn(): Promise<Loaded> {
    const next = refreshing.then(refresh, refresh);
    refreshing = next;
    return next;
  }

  return {
    embedder: embedder.id,
    async revision() {
      const { name } = await read();
      return `${name} ${await rows.revision(name)}`;
    },
    async replaceDocuments(documents, signal) {
      assertWhole(documents, embedder);
      signal.throwIfAborted();
      await rows.replace((await read()).name, documents);
    },
    async removeDocument(documentId) {
      await rows.remove((await read()).name, documentId);
    },
    async *documents(sourceId) {
      for (const document of await rows.documents((await read()).name)) {
        if (sourceId === null || document.sourceId === sourceId) yield document;
      }
    },
    async nearest(vector, query, signal) {
      const { index, name } = await refreshInTurn();
      signal.throwIfAborted();
      const near = index.nearest(vector, query);
      const chunks = await rows.read(
        name,
        near.map(({ id }) => id),
      );
      const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]));
      return near.flatMap(({ id, similarity }) => {
        const chunk = byId.get(id);
        return chunk === undefined ? [] : [{ chunk, similarity }];
      });
    },
    read: async (ids) => await rows.read((await read()).name, ids),
    chunks: (filter, signal) => readAll(rows, { read, filter, signal }),
    close: () => Promise.resolve(),
  };
}

const DOCUMENTS_AT_ONCE = 10;

interface Reading {
  readonly read: () => Promise<CollectionFacts>;
  readonly filter: ChunkFilter;
  readonly signal: AbortSignal;
}

async function* readAll(
  rows: KnowledgeRows,
  { read, filter, signal }: Reading,
): AsyncIterable<EmbeddedChunk> {
  const { name } = await read();
  const ids = filter.documentIds ?? (await rows.documents(name)).map((each) => each.documentId);
  for (let start = 0; start < ids.length; start += DOCUMENTS_AT_ONCE) {
    signal.throwIfAborted();
    for (const each of await rows.chunks(name, ids.slice(start, start + DOCUMENTS_AT_ONCE))) {
      if (isMeant(each.chunk, filter)) yield each;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
