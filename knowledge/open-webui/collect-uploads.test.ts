import { describe, expect, it } from 'vitest';
import { createHashEmbedder } from '../embed/hash-embedder.ts';
import { openCutter } from '../ingest/cut-document.ts';
import { WORD_GATE } from '../ingest/test/sync-bench.ts';
import { createEmbeddedCollections } from '../store/embedded-collections.ts';
import { createMemoryRows } from '../test/memory-rows.ts';
import { createUploadCollector } from './collect-uploads.ts';
import { createFakeOpenWebui } from './test/fake-open-webui.ts';

const signal = new AbortController().signal;

async function world() {
  const fake = createFakeOpenWebui();
  const embedder = createHashEmbedder();
  const store = await createEmbeddedCollections(createMemoryRows()).open(embedder, signal);
  const ports = { cut: await openCutter(), gate: WORD_GATE, embedder, store };
  const collector = createUploadCollector(fake.api);
  const chunks = async () => {
    const found = [];
    for await (const { chunk } of store.chunks({}, signal)) found.push(chunk);
    return found;
  };
  return { fake, chunks, collect: () => collector.collect(ports, signal) };
}

describe('uploads of Open WebUI', () => {
  it('are brought in once, each below its knowledge base', async () => {
    const { fake, chunks, collect } = await world();
    for (const id of ['one', 'two', 'three']) {
      fake.add({ id });
      fake.upload(id, `${id}.md`, `# ${id}\n\nText of ${id}.`);
    }
    await collect();
    expect((await chunks()).map(({ document }) => document.sourceId).toSorted()).toEqual([
      'open-webui:one',
      'open-webui:three',
      'open-webui:two',
    ]);
    const before = fake.asked.length;
    const { reports } = await collect();
    expect(reports.map(({ unchanged }) => unchanged)).toEqual([1, 1, 1]);
    expect(fake.asked.slice(before).join()).not.toContain('/content');
  });

  it('stay uploads of class CONFIDENTIAL, whatever they say of themselves', async () => {
    const { fake, chunks, collect } = await world();
    fake.add({ id: 'one' });
    fake.upload('one', 'a.md', '---\nkind: sop\nclassification: PUBLIC\n---\n\n# A\n\nText.');
    await collect();
    const [chunk] = await chunks();
    expect(chunk?.document.kind).toBe('upload');
  });

  it('are gone when people remove a file, all files, or the knowledge base', async () => {
    const { fake, chunks, collect } = await world();
    const base = fake.add({ id: 'one' });
    fake.add({ id: 'two' });
    for (const name of ['a.md', 'b.md']) fake.upload('one', name, `# ${name}\n\nText.`);
    fake.upload('two', 'c.md', '# C\n\nText.');
    await collect();
    base.files = base.files.slice(1);
    await collect();
    expect(await chunks()).toHaveLength(2);
    base.files = [];
    await collect();
    expect((await chunks()).map(({ document }) => document.path)).toEqual(['c.md']);
    fake.bases.splice(0);
    expect(await collect()).toMatchObject({ removed: 1 });
    expect(await chunks()).toEqual([]);
  });

  it('stay as they are while Open WebUI does not answer', async () => {
    const { fake, chunks, collect } = await world();
    fake.add({ id: 'one' });
    fake.upload('one', 'a.md', '# A\n\nText.');
    await collect();
    fake.isDown = true;
    await expect(collect()).rejects.toThrow('does not answer');
    expect(await chunks()).toHaveLength(1);
  });

  it('are not those that were published from here, nor what cannot be taken', async () => {
    const { fake, chunks, collect } = await world();
    fake.add({ id: 'ours', description: 'SOPs. [xops:folder:sops]' });
    fake.upload('ours', 'a.md', '# A\n\nText.');
    fake.add({ id: 'theirs' });
    fake.upload('theirs', 'picture.png', 'x');
    fake.upload('theirs', 'secret.md', '# S\n\nSECRET');
    const { reports } = await collect();
    expect(await chunks()).toEqual([]);
    expect(reports[0]).toMatchObject({
      failed: [{ path: 'secret.md', isQuarantined: true }],
      leftOut: { 'files that cannot be read': 1 },
    });
  });
});
