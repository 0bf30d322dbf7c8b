import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHashEmbedder } from '../knowledge/embed/hash-embedder.ts';
import { createChromaCollections } from '../knowledge/store/chroma-collections.ts';
import { openChroma } from '../knowledge/store/open-chroma.ts';
import { createPatientCollections, waysTo } from '../knowledge/store/patient-collections.ts';
import { describeCollections } from '../knowledge/test/collections-contract.ts';
import { embedded } from '../knowledge/test/sample-chunks.ts';
import type { KnowledgeStore } from '../pipeline-server/contracts/knowledge.ts';
import { targetOf } from '../pipeline-server/gateway/egress/allow-list.ts';
import {
  createEgressClient,
  type EgressClient,
} from '../pipeline-server/gateway/egress/egress-client.ts';
import { type Chroma, startChroma } from './harness/chroma.ts';

const embedder = createHashEmbedder();
const { signal } = new AbortController();

let folder: string;
let chroma: Chroma;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-chroma-'));
  chroma = await startChroma(folder);
});
const ways: EgressClient[] = [];
afterAll(async () => {
  for (const way of ways) await way.close();
  await chroma.stop();
  await rm(folder, { recursive: true });
});

/** The one way out of the tests leads to one server. */
function dispatcherTo(url: string) {
  const rule = { ...targetOf(new URL(url)), addresses: 'loopback', routes: ['chroma'] } as const;
  const times = { connectMs: 3000, firstByteMs: 60_000, idleMs: 60_000 };
  const way = createEgressClient([rule], times);
  ways.push(way);
  return way.dispatcher();
}

async function openCollections(database: string) {
  const { url } = chroma;
  const address = { url, tenant: 'default_tenant', database };
  const client = await openChroma(address, await dispatcherTo(url));
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
    await store.replaceDocuments([await embedded({ path: 'long.md', sections }, short)], signal);
    expect(new Set(await textsOf(store)).size).toBe(6000);
  });

  it('never shows a document that was not written whole, and finds the version before', async () => {
    const database = await chroma.createDatabase();
    const { client, collections } = await openCollections(database);
    const store = await collections.open(embedder, signal);
    const before = { path: 'keys.md', sections: { One: 'Rotate keys.', Two: 'Delete keys.' } };
    await store.replaceDocuments([await embedded(before, embedder)], signal);
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
    await store.replaceDocuments([await embedded(after, embedder)], signal);
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
        await store.replaceDocuments([await embedded({ path: file, sections }, embedder)], signal);
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

  it('answers questions while its first documents are written', async () => {
    const { collections } = await openCollections(await chroma.createDatabase());
    const store = await createPatientCollections(collections, waysTo(chroma.url)).open(
      embedder,
      signal,
    );
    const [vector = new Float32Array()] = await embedder.embed(['access key'], signal);
    let isWriting = true;
    const writing = (async () => {
      for (let at = 0; at < 60; at += 1) {
        const document = { path: `${at}.md`, sections: { One: `Key ${at}.`, Two: 'Rotate it.' } };
        await store.replaceDocuments([await embedded(document, embedder)], signal);
      }
    })().finally(() => (isWriting = false));
    let asked = 0;
    for (; isWriting; asked += 1) await store.nearest(vector, { limit: 5, filter: {} }, signal);
    await writing;
    expect(asked).toBeGreaterThan(5);
    expect(await store.nearest(vector, { limit: 5, filter: {} }, signal)).toHaveLength(5);
  });

  it('says so when nothing answers at its address', async () => {
    const address = { url: 'http://127.0.0.1:1', tenant: 'a', database: 'b' };
    await expect(openChroma(address, await dispatcherTo(address.url))).rejects.toThrow(
      /^Chroma does not answer at http:\/\/127\.0\.0\.1:1\. Start it .* or correct CHROMA_URL/,
    );
  });

  it('is reached by connections of the one way out alone, also where it lives', async () => {
    const address = { url: chroma.url, tenant: 'default_tenant', database: 'default_database' };
    const elsewhere = await dispatcherTo('http://127.0.0.1:1');
    await expect(openChroma(address, elsewhere)).rejects.toThrow('Chroma does not answer');
  });
});
