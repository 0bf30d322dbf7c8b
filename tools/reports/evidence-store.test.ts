import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEvidenceStore } from './evidence-store.ts';
import { sha256Of } from './sha256.ts';

let folder = '';
let now = new Date('2026-11-23T04:00:00Z');
const store = () => createEvidenceStore(folder, { now: () => now });

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'xops-evidence-')), 'evidence');
  now = new Date('2026-11-23T04:00:00Z');
});

afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

function fileOf(id: string): string {
  const hash = id.slice('sha256:'.length);
  return path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);
}

describe('the evidence store', () => {
  it('names a value by the hash of its canonical JSON, which is what the file holds', async () => {
    const id = await store().keep({ b: 1, a: [{ d: null, c: 'é' }] });
    const text = '{"a":[{"c":"é","d":null}],"b":1}';
    expect(id).toBe(sha256Of(text));
    expect(await readFile(fileOf(id), 'utf8')).toBe(text);
    expect(await store().read(id)).toBe(text);
  });

  it('keeps files and folders private', async () => {
    const id = await store().keep({ a: 1 });
    expect((await stat(fileOf(id))).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(fileOf(id)))).mode & 0o777).toBe(0o700);
  });

  it('keeps the same value once, also when many keep it at once, and leaves no draft', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => store().keep({ a: 1 })));
    expect(new Set(all).size).toBe(1);
    const files = await readdir(path.dirname(fileOf(all[0] ?? '')));
    expect(files).toEqual([path.basename(fileOf(all[0] ?? ''))]);
  });

  it('counts what is kept again as new', async () => {
    const id = await store().keep({ a: 1 });
    now = new Date('2026-12-01T00:00:00Z');
    await store().keep({ a: 1 });
    expect((await stat(fileOf(id))).mtime).toEqual(now);
  });

  it('refuses to hand out what was changed', async () => {
    const id = await store().keep({ a: 1 });
    await writeFile(fileOf(id), '{"a":2}');
    await expect(store().read(id)).rejects.toThrow(/was changed/);
  });

  it.each(['', 'sha256:', 'sha256:../../etc/passwd', `sha256:${'0'.repeat(64)}`, 'md5:00'])(
    'has nothing under %j',
    async (id) => {
      await store().keep({ a: 1 });
      expect(await store().read(id)).toBeNull();
    },
  );
});
