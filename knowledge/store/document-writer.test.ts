import { describe, expect, it } from 'vitest';
import type {
  EmbeddedDocument,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { createHashEmbedder } from '../embed/hash-embedder.ts';
import { embedded } from '../test/sample-chunks.ts';
import { createDocumentWriter } from './document-writer.ts';

const { signal } = new AbortController();
const embedder = createHashEmbedder();

const documentOf = (path: string, sections = 1): Promise<EmbeddedDocument> =>
  embedded(
    {
      path,
      sections: Object.fromEntries(Array.from({ length: sections }, (_, at) => [`S${at}`, 'x'])),
    },
    embedder,
  );

function writerOver(replace: (batch: readonly string[]) => Promise<void> = async () => undefined) {
  const batches: (readonly string[])[] = [];
  const store = {
    async replaceDocuments(documents: readonly EmbeddedDocument[]) {
      const paths = documents.map(([first]) => first?.chunk.document.path ?? '');
      batches.push(paths);
      await replace(paths);
    },
  } as unknown as KnowledgeStore;
  return { batches, writer: createDocumentWriter(store, signal) };
}

describe('documents that are written together', () => {
  it('are at most 64, and what is left is written at the end', async () => {
    const { batches, writer } = writerOver();
    for (let at = 0; at < 70; at += 1) await writer.add(await documentOf(`${at}.md`));
    await writer.finish();
    expect(batches.map(({ length }) => length)).toEqual([64, 6]);
    await writer.finish();
    expect(batches).toHaveLength(2);
  });

  it('are fewer where they are long', async () => {
    const { batches, writer } = writerOver();
    for (let at = 0; at < 3; at += 1) await writer.add(await documentOf(`${at}.md`, 300));
    expect(batches).toEqual([['0.md', '1.md']]);
  });

  it('are never two versions of one', async () => {
    const { batches, writer } = writerOver();
    for (const sections of [1, 2]) await writer.add(await documentOf('a.md', sections));
    await writer.finish();
    expect(batches).toEqual([['a.md'], ['a.md']]);
  });

  it('are written one batch after the other, and none after one that failed', async () => {
    let writing = 0;
    const { batches, writer } = writerOver(async () => {
      writing += 1;
      expect(writing).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      writing -= 1;
      throw new Error('the disk is full');
    });
    const documents = await Promise.all([0, 1].map((at) => documentOf(`${at}.md`, 512)));
    const ends = await Promise.allSettled(documents.map((each) => writer.add(each)));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(writer.finish()).rejects.toThrow('the disk is full');
    expect(batches).toEqual([['0.md']]);
  });
});
