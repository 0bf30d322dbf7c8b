import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEvidenceStore } from './evidence-store.ts';
import { sha256Of } from './sha256.ts';

const JSON_TEXT = '{"a":[{"c":"é","d":null}],"b":1}';
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
  it('names a file by the hash of what it holds', async () => {
    const id = await store().keep(JSON_TEXT);
    expect(id).toBe(sha256Of(JSON_TEXT));
    expect(await readFile(fileOf(id), 'utf8')).toBe(JSON_TEXT);
  });

  it('keeps files and folders private', async () => {
    const id = await store().keep(JSON_TEXT);
    expect((await stat(fileOf(id))).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(fileOf(id)))).mode & 0o777).toBe(0o700);
  });

  it('keeps the same text once, also when many keep it at once, and leaves no draft', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => store().keep(JSON_TEXT)));
    const [id = ''] = all;
    expect(new Set(all).size).toBe(1);
    expect(await readdir(path.dirname(fileOf(id)))).toEqual([path.basename(fileOf(id))]);
  });

  it('counts what is kept again as new', async () => {
    const id = await store().keep(JSON_TEXT);
    now = new Date('2026-12-01T00:00:00Z');
    await store().keep(JSON_TEXT);
    expect((await stat(fileOf(id))).mtime).toEqual(now);
  });

  it('fails, and leaves nothing behind, where it cannot write', async () => {
    const inFile = createEvidenceStore('/dev/null/evidence', { now: () => now });
    await expect(inFile.keep(JSON_TEXT)).rejects.toThrow();
  });
});
