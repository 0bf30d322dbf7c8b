import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BucketObject } from '../aws/bucket-reader.ts';
import { createDownloadCache } from './download-cache.ts';

let root: string;
let folder: string;
let downloaded: string[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'download-cache-'));
  folder = path.join(root, 'kept');
  downloaded = [];
});
afterEach(() => rm(root, { recursive: true }));

const signal = new AbortController().signal;

function object(key: string, size = 10, etag = '"1"'): BucketObject {
  return { key, etag, size, modified: new Date('2026-11-01T00:00:00Z') };
}

/** A cache over a bucket whose objects are their size in letters. */
function cache(
  maximumBytes = 100,
  write: (object: BucketObject) => Promise<string> = async ({ size }) => 'x'.repeat(size),
) {
  const reader = {
    async download(wanted: BucketObject, file: string) {
      downloaded.push(wanted.key);
      await writeFile(file, await write(wanted));
    },
  };
  return createDownloadCache({ folder, maximumBytes, reader });
}

async function age(file: string | undefined) {
  const old = new Date(Date.now() - 3_600_000);
  await utimes(file ?? '', old, old);
}

it('downloads once, and again when the object has changed', async () => {
  const kept = cache();
  const [first] = await kept.fetch([object('a/b.snappy.PARQUET')], signal);
  expect(path.basename(first ?? '')).toMatch(/^[0-9a-f]{64}\.parquet$/);
  expect(await kept.fetch([object('a/b.snappy.PARQUET')], signal)).toEqual([first]);
  const [second] = await kept.fetch([object('a/b.snappy.PARQUET', 12, '"2"')], signal);
  expect(second).not.toBe(first);
  expect(await readFile(second ?? '', 'utf8')).toHaveLength(12);
  expect(downloaded).toHaveLength(2);
});

it('downloads again what was cut short on the disk', async () => {
  const [file] = await cache().fetch([object('a.csv')], signal);
  await writeFile(file ?? '', 'x');
  await cache().fetch([object('a.csv')], signal);
  expect(await readFile(file ?? '', 'utf8')).toHaveLength(10);
});

it('makes room with what was not used for longest, halves of downloads too', async () => {
  const kept = cache();
  const [old] = await kept.fetch([object('old.csv', 40)], signal);
  const [new_] = await kept.fetch([object('new.csv', 40)], signal);
  const half = path.join(folder, 'x.csv.part');
  await writeFile(half, 'x'.repeat(10));
  for (const file of [old, half]) await age(file);
  const [third] = await kept.fetch([object('third.csv', 60)], signal);
  expect((await readdir(folder)).toSorted()).toEqual(
    [new_, third].map((file) => path.basename(file ?? '')).toSorted(),
  );
});

it('never removes what a question may be reading, and refuses what does not fit', async () => {
  const kept = cache();
  const [file] = await kept.fetch([object('a.csv', 60)], signal);
  await expect(kept.fetch([object('b.csv', 60)], signal)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('in use'),
  });
  await expect(
    kept.fetch([object('c.csv', 60), object('d.csv', 60)], signal),
  ).rejects.toMatchObject({
    code: 'bad-parameter',
    message: expect.stringMatching(/fewer months.*focus\.cacheMegabytes/),
  });
  expect(await readdir(folder)).toEqual([path.basename(file ?? '')]);
});

it('keeps nothing of what arrives in part, and stops the others', async () => {
  const objects = Array.from({ length: 8 }, (_, index) => object(`${index}.csv`));
  const kept = cache(100, async ({ key }) => (key === '2.csv' ? 'short' : 'x'.repeat(10)));
  await expect(kept.fetch(objects, signal)).rejects.toThrow(/5 of 10 bytes/);
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(await cache().fetch(objects, signal)).toHaveLength(8);
});

it('stops when nobody waits', async () => {
  await expect(cache().fetch([object('a.csv')], AbortSignal.abort())).rejects.toThrow(/abort/i);
  expect(downloaded).toEqual([]);
});
