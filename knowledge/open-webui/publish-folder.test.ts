import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publishFolder } from './publish-folder.ts';
import { createFakeOpenWebui } from './test/fake-open-webui.ts';

const signal = new AbortController().signal;

function publicationOf(files: Readonly<Record<string, string>>, changes = {}) {
  return {
    sourceId: 'folder:sops',
    name: 'SOPs',
    isPublic: true,
    prune: false,
    files: Object.entries(files).map(([path, text]) => ({
      path,
      sha256: createHash('sha256').update(text).digest('hex'),
      size: text.length,
      mediaType: 'text/markdown',
      read: async () => Buffer.from(text),
    })),
    ...changes,
  };
}

const SIX = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((n) => [`${n}.md`, n]));

describe('publishFolder', () => {
  it('makes a knowledge base, and the second time changes nothing', async () => {
    const { api, bases } = createFakeOpenWebui();
    const files = { 'a.md': 'A', 'cost/b.md': 'B' };
    expect(await publishFolder(publicationOf(files), api, signal)).toMatchObject({ added: 2 });
    expect(bases).toMatchObject([
      { name: 'SOPs', grants: [{ principal_type: 'user', principal_id: '*', permission: 'read' }] },
    ]);
    expect(bases[0]?.files.map(({ folder, name }) => `${folder}/${name}`)).toEqual([
      '/a.md',
      'cost/b.md',
    ]);
    expect(await publishFolder(publicationOf(files), api, signal)).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 2,
    });
    expect(bases).toHaveLength(1);
  });

  it('changes and removes what is other or gone, and finds its base under another name', async () => {
    const { api, bases } = createFakeOpenWebui();
    await publishFolder(publicationOf({ 'a.md': 'A', 'b.md': 'B' }), api, signal);
    const renamed = publicationOf({ 'a.md': 'A2' }, { name: 'Procedures' });
    expect(await publishFolder(renamed, api, signal)).toMatchObject({ changed: 1, removed: 1 });
    expect(bases[0]?.files.map(({ text }) => text)).toEqual(['A2']);
  });

  it('does not write into a base of somebody else that bears the mark', async () => {
    const fake = createFakeOpenWebui();
    const { api, bases } = fake;
    fake.add({ id: 'trap', owner: 'eve', description: '[xops:folder:sops]' });
    await publishFolder(publicationOf({ 'a.md': 'A' }), api, signal);
    expect(bases.find(({ id }) => id === 'trap')?.files).toEqual([]);
    expect(bases).toHaveLength(2);
  });

  it('removes much only where that is asked for', async () => {
    const { api } = createFakeOpenWebui();
    await publishFolder(publicationOf(SIX), api, signal);
    const few = { 'a.md': 'a' };
    await expect(publishFolder(publicationOf(few), api, signal)).rejects.toThrow('--prune');
    await expect(publishFolder(publicationOf({}), api, signal)).rejects.toThrow('--prune');
    const pruned = publicationOf(few, { prune: true });
    expect(await publishFolder(pruned, api, signal)).toMatchObject({ removed: 7 });
  });

  it('says of each file why it was not taken, and takes the others', async () => {
    const fake = createFakeOpenWebui();
    fake.refuses = (text) => (text === 'bad' ? 'It holds a secret.' : null);
    const files = { 'a.md': 'bad', 'b.md': 'good' };
    const { failed } = await publishFolder(publicationOf(files), fake.api, signal);
    expect(failed).toEqual([{ path: 'a.md', reason: 'It holds a secret.' }]);
    expect(fake.bases[0]?.files.map(({ name }) => name)).toEqual(['b.md']);
  });
});
