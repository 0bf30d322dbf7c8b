import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrCreateKey } from './key-file.ts';

let folder = '';

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'xops-key-')), 'data');
});

afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

describe('the key of the first start', () => {
  it('is random, private and the same at the next start', async () => {
    const first = await readOrCreateKey(folder);
    const second = await readOrCreateKey(folder);
    expect(first.key).toMatch(/^xops_[\w-]{43}$/);
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.key).toBe(first.key);
    expect((await stat(first.file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is one key when many servers start at once, and no draft is left', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => readOrCreateKey(folder)));
    expect(new Set(all.map(({ key }) => key)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['api-key']);
  });

  it('makes a file private that was not', async () => {
    const { file, key } = await readOrCreateKey(folder);
    await chmod(file, 0o644);
    expect((await readOrCreateKey(folder)).key).toBe(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('refuses an empty file rather than letting everybody in', async () => {
    const { file } = await readOrCreateKey(folder);
    await writeFile(file, '\n');
    await expect(readOrCreateKey(folder)).rejects.toThrow(/is empty/);
  });
});
