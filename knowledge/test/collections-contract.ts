import { describe, expect, it } from 'vitest';
import type {
  ChunkFilter,
  EmbeddedChunk,
  KnowledgeCollections,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { createHashEmbedder } from '../embed/hash-embedder.ts';
import { embedded, type SampleDocument } from './sample-chunks.ts';

const embedder = createHashEmbedder();
const { signal } = new AbortController();

const KEYS: SampleDocument = {
  path: 'keys.md',
  service: 'iam',
  governs: ['sec.iam.keys'],
  sections: { When: 'An access key is old.', Steps: 'Rotate the access key.' },
};
const BILL: SampleDocument = {
  path: 'bill.md',
  kind: 'incident',
  sourceId: 'folder:notes',
  dataClass: 'CONFIDENTIAL',
  sections: { What: 'The NAT gateway cost too much.' },
};

/** What every place for collections must do. @param create an empty place; it may be shared, names are then new. */
export function describeCollections(
  name: string,
  create: () => Promise<{
    readonly mine: KnowledgeCollections;
    readonly theirs: KnowledgeCollections;
  }>,
): void {
  describe(`collections in ${name}`, () => {
    async function filled() {
      const { mine, theirs } = await create();
      const store = await mine.open(embedder, signal);
      for (const document of [KEYS, BILL])
        await store.replaceDocuments([await embedded(document, embedder)], signal);
      return { store, mine, theirs };
    }

    it('gives back what was put in', async () => {
      const { store } = await filled();
      const expected = [...(await embedded(KEYS, embedder)), ...(await embedded(BILL, embedder))];
      const found = await collect(store.chunks({}, signal));
      const [sorted, wanted] = [found.toSorted(byId), expected.toSorted(byId)];
      expect(sorted.map(({ chunk }) => chunk)).toEqual(wanted.map(({ chunk }) => chunk));
      // Chroma brings vectors to length one again, which may change their last bit.
      for (const [at, { vector }] of wanted.entries())
        expect(largestDifference(vector, sorted[at]?.vector)).toBeLessThan(1e-6);
      const ids = expected.map(({ chunk }) => chunk.id);
      const read = await store.read([...ids, 'f'.repeat(32)], signal);
      expect(read.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    it('finds the nearest first, by cosine', async () => {
      const { store } = await filled();
      const near = await nearest(store, 'rotate the access key');
      expect(near.map(({ chunk }) => chunk.anchor)).toEqual(['steps', 'when', 'what']);
      expect(near[0]?.similarity).toBeGreaterThan(0.5);
      const [own] = await embedded(BILL, embedder);
      const [self] = await store.nearest(
        own?.vector ?? new Float32Array(),
        { limit: 1, filter: {} },
        signal,
      );
      expect(self?.similarity).toBeCloseTo(1, 4);
    });

    it.each<[string, ChunkFilter, readonly string[]]>([
      ['source', { sourceIds: ['folder:notes'] }, ['what']],
      ['no source at all', { sourceIds: [] }, []],
      ['kind', { kinds: ['sop', 'runbook'] }, ['steps', 'when']],
      ['service', { services: ['iam', 'ec2'] }, ['steps', 'when']],
      ['governed analyzer', { governs: 'sec.iam.keys' }, ['steps', 'when']],
      ['class', { maximumClass: 'INTERNAL' }, ['steps', 'when']],
      ['the highest class', { maximumClass: 'RESTRICTED' }, ['steps', 'when', 'what']],
      ['all at once', { kinds: ['sop'], maximumClass: 'PUBLIC' }, []],
    ])('filters by %s', async (_what, filter, anchors) => {
      const { store } = await filled();
      const near = await nearest(store, 'rotate the access key', filter);
      expect(near.map(({ chunk }) => chunk.anchor)).toEqual(anchors);
      const all = await collect(store.chunks(filter, signal));
      expect(all.map(({ chunk }) => chunk.anchor).toSorted()).toEqual(anchors.toSorted());
    });

    it.each<[string, readonly string[], readonly string[]]>([
      ['nobody may read uploads', [], ['steps', 'what', 'when']],
      ['some may be read', ['open-webui:team'], ['note', 'steps', 'what', 'when']],
    ])('keeps uploads apart where %s', async (_what, uploadSourceIds, anchors) => {
      const { store } = await filled();
      for (const sourceId of ['open-webui:team', 'open-webui:board']) {
        const upload = { path: `${sourceId}.md`, sections: { Note: 'rotate the access key' } };
        const facts = { ...upload, sourceId, kind: 'upload' as const };
        await store.replaceDocuments([await embedded(facts, embedder)], signal);
      }
      const near = await nearest(store, 'rotate the access key', { uploadSourceIds });
      expect(near.map(({ chunk }) => chunk.anchor).toSorted()).toEqual(anchors);
      const all = await collect(store.chunks({ uploadSourceIds }, signal));
      expect(all.map(({ chunk }) => chunk.anchor).toSorted()).toEqual(anchors);
    });

    it('puts a new version in the place of the old one, for everybody', async () => {
      const { store, theirs } = await filled();
      const other = await theirs.open(embedder, signal);
      await nearest(other, 'access key');
      const before = await other.revision(signal);
      const changed = { ...KEYS, sections: { Steps: 'Delete the access key.' } };
      await store.replaceDocuments([await embedded(changed, embedder)], signal);
      expect(await other.revision(signal)).not.toBe(before);
      for (const each of [store, other]) {
        const near = await nearest(each, 'access key', { sourceIds: ['folder:sops'] });
        expect(near.map(({ chunk }) => chunk.text)).toEqual(['Delete the access key.']);
      }
    });

    it('removes a document whole, and removing twice is no error', async () => {
      const { store, theirs } = await filled();
      const other = await theirs.open(embedder, signal);
      await nearest(other, 'access key');
      const [first] = await embedded(KEYS, embedder);
      const id = first?.chunk.document.documentId ?? '';
      await store.removeDocument(id, signal);
      await store.removeDocument(id, signal);
      for (const each of [store, other])
        expect((await nearest(each, 'access key')).map(({ chunk }) => chunk.anchor)).toEqual([
          'what',
        ]);
    });

    it('lists documents, all or of one source', async () => {
      const { store } = await filled();
      const all = await collect(store.documents(null, signal));
      expect(all.map((each) => each.path).toSorted()).toEqual(['bill.md', 'keys.md']);
      const notes = await collect(store.documents('folder:notes', signal));
      expect(notes).toEqual([expect.objectContaining({ path: 'bill.md', chunks: 1 })]);
    });

    it('says of each writing that it is another', async () => {
      const { store } = await filled();
      const written = async () =>
        (await collect(store.documents('folder:sops', signal)))[0]?.written;
      const before = await written();
      await store.replaceDocuments([await embedded(KEYS, embedder)], signal);
      expect(await written()).not.toBe(before);
    });

    it('keeps embedders apart, and refuses vectors of another', async () => {
      const { store, mine } = await filled();
      const other = await mine.open({ id: 'other-8', dimensions: 8 }, signal);
      expect(await collect(other.chunks({}, signal))).toEqual([]);
      const [first] = await embedded(BILL, embedder);
      if (first === undefined) throw new Error('there is one');
      await expect(other.replaceDocuments([[first]], signal)).rejects.toThrow(
        /no vector of other-8/,
      );
      const broken = { ...first, vector: first.vector.map(() => Number.NaN) };
      await expect(store.replaceDocuments([[broken]], signal)).rejects.toThrow(/no vector of hash/);
      await expect(mine.open({ id: embedder.id, dimensions: 8 }, signal)).rejects.toThrow(
        /1024 dimensions.*reembed/,
      );
    });

    it('puts several documents in place at once, each whole, and none of them twice', async () => {
      const { store } = await filled();
      const changed = { ...KEYS, sections: { Steps: 'Delete the access key.' } };
      const note = { path: 'note.md', sections: { Why: 'It leaked.', When: 'At noon.' } };
      const documents = [await embedded(changed, embedder), await embedded(note, embedder)];
      await store.replaceDocuments(documents, signal);
      const all = await collect(store.documents(null, signal));
      const sizes = Object.fromEntries(all.map(({ path, chunks }) => [path, chunks]));
      expect(sizes).toEqual({ 'bill.md': 1, 'keys.md': 1, 'note.md': 2 });
      const twice = [await embedded(note, embedder), await embedded(note, embedder)];
      await expect(store.replaceDocuments(twice, signal)).rejects.toThrow(TypeError);
      await store.replaceDocuments([], signal);
      expect(await collect(store.chunks({}, signal))).toHaveLength(4);
    });

    it('refuses chunks that are no whole document', async () => {
      const { store } = await filled();
      const [keys, bill] = [await embedded(KEYS, embedder), await embedded(BILL, embedder)];
      for (const wrong of [[], keys.slice(1), keys.slice(0, 1), [...keys, ...bill]])
        await expect(store.replaceDocuments([wrong], signal)).rejects.toThrow(TypeError);
      expect(await collect(store.chunks({}, signal))).toHaveLength(3);
    });

    it('finds a further generation once it is finished, and not before', async () => {
      const { store, mine, theirs } = await filled();
      const other = await theirs.open(embedder, signal);
      const growing = await mine.begin(embedder, signal);
      await growing.store.replaceDocuments([await embedded(BILL, embedder)], signal);
      expect(await nearest(other, 'access key')).toHaveLength(3);
      await growing.finish(signal);
      for (const each of [store, other]) expect(await nearest(each, 'access key')).toHaveLength(1);
      const old = (await mine.list(signal)).filter(({ embedder: id }) => id === embedder.id);
      expect(old.map(({ generation }) => generation).toSorted((a, b) => a - b)).toEqual([1, 2]);
      expect(old.every(({ isWhole }) => isWhole)).toBe(true);
      for (const { name: each, generation } of old)
        if (generation === 1) await mine.drop(each, signal);
      expect(await nearest(other, 'access key')).toHaveLength(1);
    });

    it('drops what was begun and never finished', async () => {
      const { mine } = await filled();
      const abandoned = await mine.begin(embedder, signal);
      await abandoned.store.replaceDocuments([await embedded(KEYS, embedder)], signal);
      await mine.begin(embedder, signal);
      const those = (await mine.list(signal)).filter(({ isWhole }) => !isWhole);
      expect(those).toHaveLength(1);
    });

    it('answers many at once', async () => {
      const { store } = await filled();
      const asked = Array.from({ length: 20 }, () => nearest(store, 'access key'));
      for (const near of await Promise.all(asked)) expect(near).toHaveLength(3);
    });
  });
}

async function nearest(store: KnowledgeStore, text: string, filter: ChunkFilter = {}) {
  const [vector = new Float32Array()] = await embedder.embed([text], signal);
  return await store.nearest(vector, { limit: 10, filter }, new AbortController().signal);
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function byId(a: EmbeddedChunk, b: EmbeddedChunk): number {
  return a.chunk.id < b.chunk.id ? -1 : 1;
}

function largestDifference(a: Float32Array, b: Float32Array = new Float32Array()): number {
  return Math.max(...a.map((number, at) => Math.abs(number - (b[at] ?? Number.NaN))));
}
