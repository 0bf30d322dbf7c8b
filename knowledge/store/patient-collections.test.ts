import { describe, expect, it } from 'vitest';
import type { KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { createHashEmbedder } from '../embed/hash-embedder.ts';
import { createMemoryRows } from '../test/memory-rows.ts';
import { embedded } from '../test/sample-chunks.ts';
import { type Patience, runOnChroma } from './chroma-patience.ts';
import { createEmbeddedCollections } from './embedded-collections.ts';
import { createPatientCollections } from './patient-collections.ts';

const URL = 'http://127.0.0.1:8000';
const QUICK: Patience = { retries: 2, firstWaitMs: 1, longestWaitMs: 2 };
const embedder = createHashEmbedder();
const { signal } = new AbortController();

/** An error as the client of Chroma throws it. */
function errorOf(name: string, message = 'Error creating hnsw segment reader'): Error {
  return Object.assign(new Error(message), { name });
}

const AWAY = errorOf('ChromaConnectionError', 'Failed to connect to chromadb.');

/** A store whose next calls fail, as often as is said. */
async function failing(
  errors: Error[],
  change: (inner: KnowledgeStore) => Partial<KnowledgeStore>,
) {
  const inner = createEmbeddedCollections(createMemoryRows());
  const store = await inner.open(embedder, signal);
  await store.replaceDocuments(
    [await embedded({ path: 'keys.md', sections: { Steps: 'Rotate.', When: 'Now.' } }, embedder)],
    signal,
  );
  const fail = async <T>(work: () => Promise<T>): Promise<T> => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return await work();
  };
  const broken: KnowledgeStore = {
    ...store,
    revision: (end) => fail(() => store.revision(end)),
    replaceDocuments: (documents, end) => fail(() => store.replaceDocuments(documents, end)),
    ...change(store),
  };
  const way = runOnChroma(URL, QUICK);
  const once = runOnChroma(URL, { ...QUICK, retries: 0 });
  const patient = createPatientCollections(
    { ...inner, open: () => Promise.resolve(broken) },
    { read: way, write: way, once },
  );
  return { store: await patient.open(embedder, signal), errors };
}

const unchanged = () => ({});

describe('a server that is away for a moment', () => {
  it.each(['ChromaConnectionError', 'ChromaServerError', 'ChromaRateLimitError'])(
    'is asked again after %s',
    async (name) => {
      const { store } = await failing([errorOf(name), errorOf(name)], unchanged);
      expect(await store.revision(signal)).toMatch(/^xops-hash/);
    },
  );

  it('is told of with its address and what to do when it stays away', async () => {
    const { store, errors } = await failing([AWAY, AWAY, AWAY, AWAY], unchanged);
    await expect(store.revision(signal)).rejects.toThrow(
      /^Chroma does not answer at http:\/\/127\.0\.0\.1:8000\. Start it .* or correct CHROMA_URL; without CHROMA_URL .* database/,
    );
    expect(errors).toHaveLength(1);
  });

  it('is quoted when it fails by itself', async () => {
    const errors = Array.from({ length: 3 }, () => errorOf('ChromaServerError'));
    const { store } = await failing(errors, unchanged);
    await expect(store.revision(signal)).rejects.toThrow(
      'Chroma at http://127.0.0.1:8000 failed: Error creating hnsw segment reader. Try again',
    );
  });

  it('is not asked again for what will not pass, nor when nobody waits', async () => {
    const refused = errorOf('ChromaClientError', 'Bad request');
    const { store, errors } = await failing([refused, AWAY, AWAY], unchanged);
    await expect(store.revision(signal)).rejects.toBe(refused);
    await expect(store.revision(AbortSignal.abort())).rejects.toThrow(/abort/);
    expect(errors.length).toBeGreaterThanOrEqual(1);
  });

  it('begins a listing again only while nothing of it was given', async () => {
    const breaks = [AWAY];
    const { store } = await failing([], (inner) => ({
      async *chunks(filter, end) {
        const error = breaks.shift();
        if (error !== undefined) throw error;
        for await (const each of inner.chunks(filter, end)) {
          yield each;
          throw AWAY;
        }
      },
    }));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { chunk } of store.chunks({}, signal)) seen.push(chunk.text);
    })();
    await expect(reading).rejects.toThrow('Chroma does not answer');
    expect(seen).toEqual(['Rotate.']);
  });

  it('is written to in the end, each document once', async () => {
    const { store } = await failing([AWAY, AWAY], unchanged);
    const note = { path: 'note.md', sections: { Why: 'It leaked.' } };
    await store.replaceDocuments([await embedded(note, embedder)], signal);
    const paths: string[] = [];
    for await (const { path } of store.documents(null, signal)) paths.push(path);
    expect(paths.toSorted()).toEqual(['keys.md', 'note.md']);
  });
});
