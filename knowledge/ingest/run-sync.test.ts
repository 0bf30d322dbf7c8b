import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../parse/test/zip-of.ts';
import { createFolderSource } from './folder-source.ts';
import { runSync } from './run-sync.ts';
import { createBench, folderOf, UNDECLARED, WORD_GATE, writeFiles } from './test/sync-bench.ts';
import { createZipSource } from './zip-source.ts';

const NOTHING = { added: [], changed: [], moved: [], removed: [], failed: [], kept: null };
const SIGNAL = new AbortController().signal;

describe('a folder that is brought in', () => {
  it('is in the store with all that is known of it, and a second run changes nothing', async () => {
    const root = await folderOf({
      'a/restart.md':
        '---\nclassification: internal\nversion: 2\nupdated: 2026-01-02\nanalyzers: [cost.ec2]\naccount: prod\n---\n# Restart\n\nDrain.\n\n## Then\n\nGo.',
      'b.txt': 'Text.',
      'c.png': 'x',
    });
    const bench = await createBench();
    expect(await bench.sync(root)).toEqual({
      ...NOTHING,
      source: 'folder:test',
      isDryRun: false,
      added: ['a/restart.md', 'b.txt'],
      unchanged: 0,
      leftOut: { '.png files': 1 },
      chunks: 3,
    });
    const chunks = await bench.chunks();
    expect(chunks[1]).toMatchObject({
      headings: ['Restart', 'Then'],
      anchor: 'then',
      lineStart: 14,
      lineEnd: 14,
      position: 1,
      count: 2,
      text: 'Go.',
      dataClass: 'INTERNAL',
      document: {
        kind: 'runbook',
        sourceUri: 'folder:test/a/restart.md',
        title: 'Restart',
        version: '2',
        updatedAt: Date.parse('2026-01-02'),
        governs: ['cost.ec2'],
        tags: { account: 'prod' },
        dataClass: 'INTERNAL',
      },
    });
    expect(chunks[2]).toMatchObject({ headings: ['b'], dataClass: 'CONFIDENTIAL' });
    const again = await bench.sync(root);
    expect(again).toMatchObject({ ...NOTHING, unchanged: 2, chunks: 0 });
    expect(await bench.chunks()).toEqual(chunks);
  });

  it('has only its changes written, and a moved document stays the same one', async () => {
    const root = await folderOf({ 'a.md': 'A.', 'b.md': 'B.', 'c.md': 'C.', 'd.md': 'D.' });
    const bench = await createBench();
    await bench.sync(root);
    const before = await bench.chunks();
    await mkdir(path.join(root, 'new'));
    await rename(path.join(root, 'a.md'), path.join(root, 'new/a.md'));
    await writeFiles(root, { 'a.md': 'Another.', 'b.md': 'B2.' });
    await rm(path.join(root, 'c.md'));
    expect(await bench.sync(root)).toMatchObject({
      added: ['new/a.md'],
      changed: ['a.md', 'b.md'],
      moved: [],
      removed: ['c.md'],
      unchanged: 1,
    });
    await rename(path.join(root, 'd.md'), path.join(root, 'new/d.md'));
    expect(await bench.sync(root)).toMatchObject({ moved: [{ from: 'd.md', to: 'new/d.md' }] });
    const idOf = (chunks: typeof before, text: string) =>
      chunks.find((chunk) => chunk.text === text)?.document.documentId;
    expect(idOf(await bench.chunks(), 'D.')).toBe(idOf(before, 'D.'));
    await writeFiles(root, { 'd.md': 'Other D.' });
    await bench.sync(root);
    const ids = (await bench.chunks()).map(({ document }) => document.documentId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await bench.sync(root)).toMatchObject({ ...NOTHING, unchanged: 5 });
  });

  it('is what the store has after any changes', async () => {
    const names = fc.constantFrom('a.md', 'b.md', 'c/a.md', 'd.txt');
    const texts = fc.constantFrom('One.', 'Two.', 'Three.');
    const state = fc.dictionary(names, texts, { minKeys: 1, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 5 }), async (states) => {
        const bench = await createBench();
        for (const files of states) {
          const root = await folderOf(files);
          await bench.sync(root, { isPruning: true });
          const held = (await bench.chunks()).map(({ document, text }) => [document.path, text]);
          expect(Object.fromEntries(held)).toEqual(files);
          expect(held.length).toBe(Object.keys(files).length);
          expect(await bench.sync(root)).toMatchObject(NOTHING);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is only read in a dry run', async () => {
    const root = await folderOf({ 'a.md': 'A.', 'b.md': 'OVERRIDE' });
    const bench = await createBench();
    expect(await bench.sync(root, { isDryRun: true })).toMatchObject({
      added: ['a.md'],
      failed: [{ path: 'b.md', isQuarantined: true }],
      chunks: 1,
    });
    expect(await bench.chunks()).toEqual([]);
  });

  it('is brought in anew when its source declares otherwise', async () => {
    const root = await folderOf({ 'a.md': 'A.' });
    const bench = await createBench();
    await bench.sync(root, {}, { dataClass: 'PUBLIC' });
    expect(await bench.sync(root, {}, { dataClass: 'INTERNAL' })).toMatchObject({
      changed: ['a.md'],
    });
    expect(await bench.chunks()).toMatchObject([{ dataClass: 'INTERNAL' }]);
  });

  it('goes on where a run was broken off', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}.md`);
    const root = await folderOf(
      Object.fromEntries(names.map((name) => [name, `# ${name}\n\nText.`])),
    );
    const bench = await createBench();
    const breaking = new AbortController();
    const report = ({ done }: { readonly done: number }) => done === 100 && breaking.abort();
    await expect(bench.sync(root, { signal: breaking.signal, report })).rejects.toThrow('aborted');
    const { added, unchanged } = await bench.sync(root);
    expect(unchanged).toBeGreaterThanOrEqual(64);
    expect(added.length + unchanged).toBe(200);
  });
});

describe('documents that are gone', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.md`, `${index}.`]));

  it.each([
    [10, 3, null],
    [10, 4, '4 of 10 documents would be removed'],
    [200, 50, null],
    [200, 51, '51 of 200 documents would be removed'],
  ])('of %i, %i are removed, or held back until somebody says so', async (count, gone, kept) => {
    const root = await folderOf(many(count));
    const bench = await createBench();
    await bench.sync(root);
    for (let index = 0; index < gone; index += 1) await rm(path.join(root, `${index}.md`));
    const report = await bench.sync(root);
    expect(report.kept).toEqual(kept === null ? null : expect.stringContaining(kept));
    expect(report.removed.length).toBe(kept === null ? gone : 0);
    expect((await bench.chunks()).length).toBe(kept === null ? count - gone : count);
    const pruned = await bench.sync(root, { isPruning: true });
    expect(pruned.removed.length).toBe(kept === null ? 0 : gone);
  });

  it('stay when the source is empty, is not there or cannot be read, even when they may be removed', async () => {
    const root = await folderOf({ 'a/a.md': 'A.', 'b.md': 'B.' });
    const bench = await createBench();
    await bench.sync(root);
    const empty = await bench.sync(await folderOf({}), { isPruning: true });
    expect(empty.kept).toContain('The source is empty');
    await expect(bench.sync(path.join(root, 'missing'), { isPruning: true })).rejects.toThrow(
      'The folder cannot be listed (ENOENT)',
    );
    expect(await bench.chunks()).toHaveLength(2);
  });

  it('stay when they are of another source', async () => {
    const root = await folderOf({ 'a.md': 'A.' });
    const bench = await createBench();
    await bench.sync(root, {}, { id: 'folder:other' });
    await bench.sync(root);
    await bench.sync(await folderOf({ 'b.md': 'B.' }), { isPruning: true });
    const sources = (await bench.chunks()).map(({ document }) => document.sourceId);
    expect(sources.toSorted()).toEqual(['folder:other', 'folder:test']);
  });
});

describe('the door', () => {
  it.each([
    ['a secret', 'The SECRET.', 'holds a secret (password)'],
    ['an instruction', 'OVERRIDE this.', 'reads like an instruction to a model ("OVERRIDE")'],
    [
      'hidden text',
      `Hi\u{E0041}\u{E0042}\u{E0043}\u{E0044}\u{E0045}\u{E0046}\u{E0047}\u{E0048}`,
      'cannot see',
    ],
    ['turned text', 'Run \u202Etxt.', 'cannot see'],
  ])('holds %s back with a reason', async (_, text, reason) => {
    const root = await folderOf({ 'a.md': `# T\n\n${text}`, 'b.md': 'Fine.' });
    const bench = await createBench();
    const { failed, added } = await bench.sync(root);
    expect(added).toEqual(['b.md']);
    expect(failed).toMatchObject([{ path: 'a.md', isQuarantined: true }]);
    expect(failed[0]?.reason).toContain(reason);
    expect(failed[0]?.reason).toContain('in line 3.');
    expect(failed[0]?.reason).not.toContain('SECRET');
  });

  it('lets an accepted document in, but never its secrets', async () => {
    const root = await folderOf({ 'a.md': 'OVERRIDE.', 'b.md': 'OVERRIDE SECRET.' });
    const accepted = new Set(['a.md', 'b.md']);
    const bench = await createBench();
    expect(await bench.sync(root, { accepted })).toMatchObject({
      added: ['a.md'],
      failed: [{ path: 'b.md' }],
    });
    expect(await bench.sync(root)).toMatchObject({ added: [], unchanged: 1 });
  });

  it.each([
    { text: 'Text.', own: null, bySource: null, expected: 'CONFIDENTIAL' },
    { text: 'Text.', own: 'PUBLIC', bySource: null, expected: 'PUBLIC' },
    { text: 'Text.', own: null, bySource: 'INTERNAL', expected: 'INTERNAL' },
    { text: 'Text.', own: 'PUBLIC', bySource: 'INTERNAL', expected: 'INTERNAL' },
    { text: 'Text.', own: 'RESTRICTED', bySource: 'INTERNAL', expected: 'RESTRICTED' },
    { text: 'A FAULT.', own: null, bySource: null, expected: 'RESTRICTED' },
    { text: 'A FAULT.', own: 'INTERNAL', bySource: null, expected: 'INTERNAL' },
    { text: 'A CUSTOMER.', own: 'INTERNAL', bySource: null, expected: 'RESTRICTED' },
  ] as const)(
    'gives $text declared $own by itself and $bySource by its source the class $expected',
    async ({ text, own, bySource, expected }) => {
      const front = own === null ? '' : `---\nclassification: ${own}\n---\n`;
      const root = await folderOf({ 'a.md': `${front}# T\n\n${text}\n\n## Other\n\nNothing.` });
      const bench = await createBench();
      await bench.sync(root, {}, { dataClass: bySource });
      const chunks = await bench.chunks();
      expect(chunks[0]?.dataClass).toBe(expected);
      expect(chunks[0]?.document.dataClass).toBe(expected);
      if (text === 'A CUSTOMER.') expect(chunks[1]?.dataClass).toBe('INTERNAL');
    },
  );

  it('takes a document out whose class has become too high, and keeps the version before of one that changed', async () => {
    const root = await folderOf({ 'a.md': 'Fine.', 'b.md': 'Fine, too.' });
    const bench = await createBench();
    await bench.sync(root);
    await writeFiles(root, { 'b.md': 'SECRET' });
    const strict = {
      ...bench.ports,
      gate: { ...WORD_GATE, version: '2', findInjection: () => 'Fine' },
    };
    const source = createFolderSource({ root, facts: UNDECLARED });
    const { failed } = await runSync(source, strict, { signal: SIGNAL });
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('It was accepted before, and is not found any more.'),
      expect.stringContaining('Its version before is still found.'),
    ]);
    expect((await bench.chunks()).map(({ text }) => text)).toEqual(['Fine, too.']);
  });

  it('sends nothing sensitive to an embedder outside', async () => {
    const { ports } = await createBench();
    const bench = await createBench({
      embedder: { ...ports.embedder, place: 'cloud', maximumClass: 'INTERNAL' },
    });
    const root = await folderOf({ 'a.md': '---\nclassification: INTERNAL\n---\nA.', 'b.md': 'B.' });
    expect(await bench.sync(root)).toMatchObject({
      added: ['a.md'],
      failed: [{ path: 'b.md', reason: expect.stringContaining('is CONFIDENTIAL') }],
    });
  });

  it.each([
    ['classification: SECRET', 'not valid at classification'],
    ['classification: [INTERNAL]', 'not valid at classification'],
    ['kind: amendment', 'not valid at kind'],
    ['updated: 2026-13-45', 'no date at updated'],
    ['a: [', 'no YAML'],
    ['- a', 'no settings by name'],
  ])('says what is wrong with front matter: %s', async (front, reason) => {
    const root = await folderOf({ 'a.md': `---\n${front}\n---\nText.` });
    const bench = await createBench();
    const { failed } = await bench.sync(root);
    expect(failed).toMatchObject([
      { reason: expect.stringContaining(reason), isQuarantined: false },
    ]);
  });
});

describe('what a folder holds', () => {
  it('may be anything: links in a circle, large files, broken files and names', async () => {
    const root = await folderOf({
      'a.md': 'A.',
      'broken.pdf': '%PDF-1.4 broken',
      'empty.md': '',
      '.git/hidden.md': 'Hidden.',
      'node_modules/x/README.md': 'Not ours.',
      'it is "named" so\n.md': 'Named.',
    });
    await symlink(root, path.join(root, 'circle'));
    await symlink('/etc/hosts', path.join(root, 'hosts.md'));
    await symlink(path.join(root, 'a.md'), path.join(root, 'link.md'));
    await symlink('nowhere', path.join(root, 'dangling.md'));
    await writeFile(path.join(root, 'large.md'), Buffer.alloc(21 * 2 ** 20, 'x'));
    const bench = await createBench();
    const { added, failed, leftOut } = await bench.sync(root);
    expect(added.toSorted()).toEqual(['a.md', 'it is "named" so\n.md', 'link.md']);
    expect(failed.map((each) => each.path)).toEqual(['broken.pdf', 'empty.md', 'large.md']);
    expect(leftOut).toEqual({
      'files without an ending': 1,
      'links out of the folder, to folders or to nothing': 2,
    });
  });

  it('has the commit of each file as version, unless it was changed since', async () => {
    const root = await folderOf({ 'sub/a.md': 'A.', 'sub/ü.md': 'B.' });
    const git = (...args: readonly string[]) =>
      execFileSync(
        'git',
        ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args],
        {
          encoding: 'utf8',
        },
      );
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'first', '--date', '2026-01-02T00:00:00Z');
    const head = git('rev-parse', 'HEAD').slice(0, 12);
    const bench = await createBench();
    await bench.sync(path.join(root, 'sub'));
    expect((await bench.chunks()).map(({ document }) => document.version)).toEqual([head, head]);
    await writeFiles(root, { 'sub/a.md': 'Changed.' });
    await bench.sync(path.join(root, 'sub'));
    const versions = (await bench.chunks()).map(({ document }) => [
      document.path,
      document.version,
    ]);
    expect(Object.fromEntries(versions)).toEqual({ 'a.md': null, 'ü.md': head });
  });

  it('may be an archive', async () => {
    const root = await folderOf({
      'a.zip': zipOf({ 'x/a.md': 'A.', 'b.md': 'SECRET', 'c.exe': 'x' }),
      'bad.zip': zipOf({ 'a.md': 'A.', '../b.md': 'B.' }),
    });
    const bench = await createBench();
    const zip = (name: string) =>
      createZipSource({ ...UNDECLARED, id: 'zip:a' }, path.join(root, name));
    expect(await runSync(zip('a.zip'), bench.ports, { signal: SIGNAL })).toMatchObject({
      added: ['x/a.md'],
      failed: [{ path: 'b.md', isQuarantined: true }],
    });
    await expect(runSync(zip('bad.zip'), bench.ports, { signal: SIGNAL })).rejects.toThrow(
      'leads out of it',
    );
    expect((await bench.chunks()).map(({ document }) => document.path)).toEqual(['x/a.md']);
  });
});
