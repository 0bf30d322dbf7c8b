import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHashEmbedder } from '../knowledge/embed/hash-embedder.ts';
import { createChromaCollections } from '../knowledge/store/chroma-collections.ts';
import { openChroma } from '../knowledge/store/open-chroma.ts';
import { describeCollections } from '../knowledge/test/collections-contract.ts';
import { embedded } from '../knowledge/test/sample-chunks.ts';
import type { KnowledgeStore } from '../pipeline-server/contracts/knowledge.ts';
import { type Chroma, startChroma } from './harness/chroma.ts';

const embedder = createHashEmbedder();
const { signal } = new AbortController();

let folder: string;
let chroma: Chroma;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-chroma-'));
  chroma = await startChroma(folder);
});
afterAll(async () => {
  await chroma.stop();
  await rm(folder, { recursive: true });
});

async function openCollections(database: string) {
  const client = await openChroma({ url: chroma.url, tenant: 'default_tenant', database });
  return { client, collections: createChromaCollections(client) };
}

async function documentsOf(store: KnowledgeStore): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const document of store.documents(null, signal)) paths.push(document.path);
  return paths.toSorted();
}

async function textsOf(store: KnowledgeStore): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { chunk } of store.chunks({}, signal)) texts.push(chunk.text);
  return texts;
}

describeCollections('Chroma', async () => {
  const database = await chroma.createDatabase();
  const [mine, theirs] = [await openCollections(database), await openCollections(database)];
  return { mine: mine.collections, theirs: theirs.collections };
});

describe('Chroma', () => {
  it('leaves collections of others alone, such as those of Open WebUI', async () => {
    const { client, collections } = await openCollections(await chroma.createDatabase());
    await client.createCollection({ name: 'file-0f', embeddingFunction: null });
    await client.createCollection({ name: 'xops-like', embeddingFunction: null });
    expect(await collections.list(signal)).toEqual([]);
    await collections.open(embedder, signal);
    expect(await client.countCollections()).toBe(3);
  });

  it('keeps a document of more pieces than the server takes at once', async () => {
    const { collections } = await openCollections(await chroma.createDatabase());
    const store = await collections.open({ id: 'short', dimensions: 8 }, signal);
    const sections = Object.fromEntries(
      Array.from({ length: 6000 }, (_, at) => [`S${at}`, `${at}`]),
    );
    const short = {
      ...embedder,
      id: 'short',
      dimensions: 8,
      embed: async (texts: readonly string[]) => texts.map(() => new Float32Array(8).fill(0.35)),
    };
    await store.replaceDocument(await embedded({ path: 'long.md', sections }, short), signal);
    expect(new Set(await textsOf(store)).size).toBe(6000);
  });

  it('never shows a document that was not written whole, and finds the version before', async () => {
    const database = await chroma.createDatabase();
    const { client, collections } = await openCollections(database);
    const store = await collections.open(embedder, signal);
    const before = { path: 'keys.md', sections: { One: 'Rotate keys.', Two: 'Delete keys.' } };
    await store.replaceDocument(await embedded(before, embedder), signal);
    const collection = await client.getCollection({ name: 'xops-hash-1024-1-g1' });
    const { ids, metadatas, embeddings } = await collection.get({
      where: { ord: 1 },
      include: ['metadatas', 'embeddings'],
    });
    await collection.add({
      ids: [`${ids[0]}-half`],
      documents: ['Half a version.'],
      metadatas: [{ ...metadatas[0], written: 'zzzzzzzzz-half' }],
      embeddings,
    });
    const [vector = new Float32Array()] = await embedder.embed(['half a version'], signal);
    const near = await store.nearest(vector, { limit: 10, filter: {} }, signal);
    expect(near.map(({ chunk }) => chunk.text).toSorted()).toEqual([
      'Delete keys.',
      'Rotate keys.',
    ]);
    const after = { ...before, sections: { One: 'Rotate keys at once.' } };
    await store.replaceDocument(await embedded(after, embedder), signal);
    expect(await textsOf(store)).toEqual(['Rotate keys at once.']);
    expect(await collection.count()).toBe(1);
  });

  it('loses no document when the server is killed while documents are written', async () => {
    const database = await chroma.createDatabase();
    const { collections } = await openCollections(database);
    const store = await collections.open(embedder, signal);
    const acknowledged: string[] = [];
    const writing = (async () => {
      for (let at = 0; at < 10_000; at += 1) {
        const file = `${String(at).padStart(5, '0')}.md`;
        const sections = { One: `First of ${at}.`, Two: `Second of ${at}.` };
        await store.replaceDocument(await embedded({ path: file, sections }, embedder), signal);
        acknowledged.push(file);
      }
    })().catch((error: unknown) => error);
    await sleep(1500);
    await chroma.kill();
    expect(await writing).toBeInstanceOf(Error);
    chroma = await startChroma(folder, Number(new URL(chroma.url).port));
    const { collections: again } = await openCollections(database);
    const there = await documentsOf(await again.open(embedder, signal));
    expect(acknowledged.length).toBeGreaterThan(3);
    expect(there.filter((file) => acknowledged.includes(file))).toEqual(acknowledged);
    expect(await documentsOf(store)).toEqual(there);
    const texts = await textsOf(store);
    expect(texts).toHaveLength(2 * there.length);
  });

  it('says so when nothing answers at its address', async () => {
    const address = { url: 'http://127.0.0.1:1', tenant: 'a', database: 'b' };
    await expect(openChroma(address)).rejects.toThrow(
      'Chroma does not answer at http://127.0.0.1:1. Start it, or correct CHROMA_URL.',
    );
  });
});
