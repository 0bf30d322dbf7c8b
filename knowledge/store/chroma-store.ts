import { randomUUID } from 'node:crypto';
import type { Collection, Where } from 'chromadb';
import type {
  Chunk,
  ChunkFilter,
  EmbeddedChunk,
  EmbeddedDocument,
  EmbedderShape,
  KnowledgeStore,
  StoredDocument,
} from '../../pipeline-server/contracts/knowledge.ts';
import { type ChromaRecord, toChunk, toRecord, whereOf } from './chroma-records.ts';
import { assertWhole } from './document-check.ts';

/** A collection of a server. */
export interface OpenedCollection {
  readonly name: string;
  readonly collection: Collection;
  /** Null when there is a newer generation, or the collection is gone. */
  revision(): Promise<string | null>;
  /** Gives it another revision. */
  touch(): Promise<void>;
}

/** What of each document counts, by its id. */
type Heads = ReadonlyMap<string, StoredDocument>;

interface Loaded {
  readonly opened: OpenedCollection;
  readonly revision: string;
  readonly heads: Heads;
}

/** A server takes 5461 records at once (`/pre-flight-checks`). */
const MOST_AT_ONCE = 5000;
/** Of one answer: texts and vectors are large. */
const PAGE = 1000;

/**
 * A collection of a Chroma server as a store. Chunks with position 0 are written last, and their document is there from then on;
 * what is left of its version before does not count from then on, and is deleted.
 * @param open the collection in use; asked again when that is no longer the one.
 */
export function createChromaStore(
  embedder: EmbedderShape,
  open: () => Promise<OpenedCollection>,
): KnowledgeStore {
  const load = createLoader(open);
  return {
    embedder: embedder.id,
    async revision(signal) {
      const { opened, revision } = await within(signal, load());
      return `${opened.name} ${revision}`;
    },
    async replaceDocuments(documents, signal) {
      const ids = assertWhole(documents, embedder);
      if (ids.length === 0) return;
      const { opened } = await within(signal, load());
      const written = `${Date.now().toString(36).padStart(9, '0')}-${randomUUID()}`;
      await within(signal, addDocuments(opened, documents, written));
      const others = { $and: [{ doc_id: { $in: ids } }, { written: { $ne: written } }] };
      await within(signal, opened.collection.delete({ where: others as Where }));
    },
    async removeDocument(documentId, signal) {
      const { opened } = await within(signal, load());
      await within(signal, opened.collection.delete({ where: { doc_id: documentId } }));
      await within(signal, opened.touch());
    },
    async *documents(sourceId, signal) {
      const { heads } = await within(signal, load());
      for (const document of heads.values())
        if (sourceId === null || document.sourceId === sourceId) yield document;
    },
    nearest: (vector, query, signal) => nearest(load, { vector, ...query }, signal),
    async read(ids, signal) {
      if (ids.length === 0) return [];
      const found: Chunk[] = [];
      const where = { chunk_id: { $in: [...ids] } };
      for await (const { chunk } of readAll(load, { where, vectors: false, signal }))
        found.push(chunk);
      return found;
    },
    async *chunks(filter, signal) {
      const where = whereOf(filter);
      if (where !== null) yield* readAll(load, { where, vectors: true, signal });
    },
    close: () => Promise.resolve(),
  };
}

/** Reads which documents there are when the revision is another one than before. */
function createLoader(open: () => Promise<OpenedCollection>): () => Promise<Loaded> {
  let loaded: Loaded | null = null;
  let loading: Promise<unknown> = Promise.resolve();

  async function reload(): Promise<Loaded> {
    const known = await (loaded?.opened.revision().catch(() => null) ?? null);
    if (loaded !== null && loaded.revision === known) return loaded;
    const opened = known === null || loaded === null ? await open() : loaded.opened;
    const revision = (await opened.revision()) ?? '';
    loaded = { opened, revision, heads: await readHeads(opened.collection) };
    return loaded;
  }

  return () => {
    const next = loading.then(reload, reload);
    loading = next;
    return next;
  };
}

async function readHeads(collection: Collection): Promise<Heads> {
  const heads = new Map<string, StoredDocument>();
  for (let offset = 0; ; offset += PAGE) {
    const page = await collection.get({
      where: { ord: 0 },
      include: ['metadatas'],
      limit: PAGE,
      offset,
    });
    for (const metadata of page.metadatas) {
      const chunk = toChunk('', metadata);
      if (chunk === null) continue;
      const { documentId, sourceId, path, sha256, recipe } = chunk.document;
      const written = textOf(metadata, 'written');
      // Of two versions, of which one could not be deleted, the later counts.
      if ((heads.get(documentId)?.written ?? '') < written)
        heads.set(documentId, {
          documentId,
          sourceId,
          path,
          sha256,
          recipe,
          chunks: chunk.count,
          written,
        });
    }
    if (page.metadatas.length < PAGE) return heads;
  }
}

async function addDocuments(
  opened: OpenedCollection,
  documents: readonly EmbeddedDocument[],
  written: string,
): Promise<void> {
  const records = (chunks: EmbeddedDocument) => chunks.map((each) => toRecord(each, written));
  await add(
    opened.collection,
    documents.flatMap((chunks) => records(chunks.slice(1))),
  );
  await add(
    opened.collection,
    documents.flatMap((chunks) => records(chunks.slice(0, 1))),
  );
  await opened.touch();
}

async function add(collection: Collection, records: readonly ChromaRecord[]): Promise<void> {
  for (let start = 0; start < records.length; start += MOST_AT_ONCE) {
    const some = records.slice(start, start + MOST_AT_ONCE);
    await collection.add({
      ids: some.map(({ id }) => id),
      documents: some.map(({ document }) => document),
      metadatas: some.map(({ metadata }) => metadata),
      embeddings: some.map(({ embedding }) => embedding),
    });
  }
}

interface NearestQuery {
  readonly vector: Float32Array;
  readonly limit: number;
  readonly filter: ChunkFilter;
}

/** Twice as many are asked for, since some may be of versions that do not count. */
async function nearest(
  load: () => Promise<Loaded>,
  { vector, limit, filter }: NearestQuery,
  signal: AbortSignal,
): ReturnType<KnowledgeStore['nearest']> {
  const where = whereOf(filter);
  if (where === null) return [];
  const { opened, heads } = await within(signal, load());
  const answer = await within(
    signal,
    opened.collection.query({
      queryEmbeddings: [Array.from(vector)],
      nResults: 2 * limit,
      include: ['documents', 'metadatas', 'distances'],
      ...(where === undefined ? {} : { where }),
    }),
  );
  const rows = answer.rows()[0] ?? [];
  const current = rows.some(({ metadata }) => isNewer(heads, metadata))
    ? (await load()).heads
    : heads;
  return rows
    .flatMap(({ document, metadata, distance }) => {
      const chunk = toChunk(document ?? null, metadata ?? null);
      if (chunk === null || !isCurrent(current, metadata)) return [];
      return [{ chunk, similarity: 1 - (distance ?? 1) }];
    })
    .slice(0, limit);
}

type RecordMetadata = ChromaRecord['metadata'] | null | undefined;

function textOf(metadata: RecordMetadata, key: 'doc_id' | 'written'): string {
  const value = metadata?.[key];
  return typeof value === 'string' ? value : '';
}

function isCurrent(heads: Heads, metadata: RecordMetadata): boolean {
  return heads.get(textOf(metadata, 'doc_id'))?.written === textOf(metadata, 'written');
}

/** Written after the heads were read. */
function isNewer(heads: Heads, metadata: RecordMetadata): boolean {
  const { written = '' } = heads.get(textOf(metadata, 'doc_id')) ?? {};
  return textOf(metadata, 'written') > written;
}

interface Reading {
  readonly where: Where | undefined;
  readonly vectors: boolean;
  readonly signal: AbortSignal;
}

async function* readAll(
  load: () => Promise<Loaded>,
  { where, vectors, signal }: Reading,
): AsyncGenerator<EmbeddedChunk> {
  const { opened, heads } = await within(signal, load());
  for (let offset = 0; ; offset += PAGE) {
    const page = await within(
      signal,
      opened.collection.get({
        include: ['documents', 'metadatas', ...(vectors ? (['embeddings'] as const) : [])],
        limit: PAGE,
        offset,
        ...(where === undefined ? {} : { where }),
      }),
    );
    for (const [at, metadata] of page.metadatas.entries()) {
      const chunk = toChunk(page.documents[at] ?? null, metadata);
      if (chunk !== null && isCurrent(heads, metadata))
        yield { chunk, vector: Float32Array.from(page.embeddings[at] ?? []) };
    }
    if (page.metadatas.length < PAGE) return;
  }
}

/** The client of Chroma cannot be told to stop: nobody waits for it then. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
