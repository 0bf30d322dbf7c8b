import { randomUUID } from 'node:crypto';
import type { ChromaClient, Collection, CollectionMetadata } from 'chromadb';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type {
  CollectionFacts,
  EmbedderShape,
  KnowledgeCollections,
} from '../../pipeline-server/contracts/knowledge.ts';
import { createChromaStore, type OpenedCollection } from './chroma-store.ts';
import { assertSameDimensions, currentOf, nextOf } from './generations.ts';

/** What the metadata of a collection of ours says. */
const METADATA = Compile(
  Type.Object({
    xops_embedder: Type.String(),
    xops_dimensions: Type.Integer(),
    xops_generation: Type.Integer(),
    xops_whole: Type.Boolean(),
    xops_revision: Type.String(),
    /** Name of the generation that came after it. */
    xops_newer: Type.Optional(Type.String()),
  }),
);

const PREFIX = 'xops-';
/** Open WebUI has a collection for every file. */
const PAGE = 500;

/**
 * Collections in a Chroma server, beside those of Open WebUI. Several processes may work on one server; one at a time writes a
 * document.
 */
export function createChromaCollections(client: ChromaClient): KnowledgeCollections {
  const list = () => listOurs(client);
  return {
    async open(embedder) {
      await openOrCreate(client, embedder);
      return createChromaStore(embedder, () => openOrCreate(client, embedder));
    },
    async begin(embedder) {
      const before = await list();
      for (const { name, embedder: id, isWhole } of before)
        if (id === embedder.id && !isWhole) await client.deleteCollection({ name });
      const facts = { ...nextOf(before, embedder), isWhole: false };
      const growing = await create(client, facts);
      return {
        store: createChromaStore(embedder, () => Promise.resolve(growing)),
        async finish() {
          const old = currentOf(await list(), embedder.id);
          await growing.collection.modify({ metadata: toMetadata({ ...facts, isWhole: true }) });
          // Who has the old one open looks again at what there is.
          if (old !== null) await touch(client, old, facts.name);
        },
      };
    },
    list,
    drop: (name) => client.deleteCollection({ name }),
  };
}

async function listOurs(client: ChromaClient): Promise<readonly CollectionFacts[]> {
  const ours: CollectionFacts[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.listCollections({ limit: PAGE, offset });
    for (const { name, metadata } of page) {
      const facts = name.startsWith(PREFIX) ? toFacts(name, metadata) : null;
      if (facts !== null) ours.push(facts);
    }
    if (page.length < PAGE) return ours;
  }
}

async function openOrCreate(
  client: ChromaClient,
  embedder: EmbedderShape,
): Promise<OpenedCollection> {
  const before = await listOurs(client);
  const current = currentOf(before, embedder.id);
  if (current === null) return await create(client, { ...nextOf(before, embedder), isWhole: true });
  assertSameDimensions(current, embedder);
  return open(client, current, await client.getCollection({ name: current.name }));
}

async function create(client: ChromaClient, facts: CollectionFacts): Promise<OpenedCollection> {
  const collection = await client.getOrCreateCollection({
    name: facts.name,
    metadata: toMetadata(facts),
    configuration: { hnsw: { space: 'cosine' } },
    embeddingFunction: null,
  });
  return open(client, facts, collection);
}

function open(
  client: ChromaClient,
  facts: CollectionFacts,
  collection: Collection,
): OpenedCollection {
  return {
    name: facts.name,
    collection,
    async revision() {
      const { metadata } = await client.getCollection({ name: facts.name });
      if (!METADATA.Check(metadata) || metadata.xops_newer !== undefined) return null;
      // Who was killed after a document was whole could not give it another revision any more.
      return `${metadata.xops_revision} ${await collection.count()}`;
    },
    touch: async () => {
      await collection.modify({ metadata: toMetadata(facts) });
    },
  };
}

async function touch(client: ChromaClient, facts: CollectionFacts, newer: string): Promise<void> {
  const collection = await client.getCollection({ name: facts.name });
  await collection.modify({ metadata: { ...toMetadata(facts), xops_newer: newer } });
}

function toMetadata({
  embedder,
  dimensions,
  generation,
  isWhole,
}: CollectionFacts): CollectionMetadata {
  return {
    xops_embedder: embedder,
    xops_dimensions: dimensions,
    xops_generation: generation,
    xops_whole: isWhole,
    xops_revision: randomUUID(),
  };
}

function toFacts(name: string, metadata: CollectionMetadata | undefined): CollectionFacts | null {
  if (!METADATA.Check(metadata)) return null;
  return {
    name,
    embedder: metadata.xops_embedder,
    dimensions: metadata.xops_dimensions,
    generation: metadata.xops_generation,
    isWhole: metadata.xops_whole,
  };
}
