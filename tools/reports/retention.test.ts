import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanUp } from './retention.ts';

const NOW = new Date('2026-11-23T04:00:00Z');
const RETENTION = { keepDays: 30, maximumBytes: 1_000_000, protectHours: 24 };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-retention-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a report of some bytes there that was written some hours ago. */
async function report(name: string, hours: number, bytes = 100): Promise<void> {
  const place = path.join(folder, 'reports', name);
  await mkdir(place, { recursive: true });
  await put(path.join(place, 'a.csv'), hours, bytes - 1);
  await put(path.join(place, 'manifest.json'), hours, 1);
  await age(place, hours);
}

async function value(name: string, hours: number, bytes = 100): Promise<void> {
  await mkdir(path.join(folder, 'sha256', name.slice(0, 2)), { recursive: true });
  await put(path.join(folder, 'sha256', name.slice(0, 2), name), hours, bytes);
}

async function put(file: string, hours: number, bytes: number): Promise<void> {
  await writeFile(file, 'x'.repeat(bytes));
  await age(file, hours);
}

async function age(file: string, hours: number): Promise<void> {
  const time = new Date(NOW.getTime() - hours * 3_600_000);
  await utimes(file, time, time);
}

async function left(): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true });
  return all
    .filter((file) => /^reports\/[^/]+$|\.json$/.test(file) && !file.includes('manifest'))
    .toSorted();
}

describe('cleanUp', () => {
  it('deletes what is older than the days to keep, and nothing that is newer', async () => {
    await report('old', 30 * 24 + 1);
    await report('young', 30 * 24 - 1);
    await value('aa1.json', 30 * 24 + 1);
    await value('aa2.json', 30 * 24 - 1);
    expect(await cleanUp(folder, RETENTION, NOW)).toEqual({ deleted: 2, bytesLeft: 200 });
    expect(await left()).toEqual(['reports/young', 'sha256/aa/aa2.json']);
  });

  it('deletes the oldest first until the rest fits', async () => {
    for (const hours of [100, 200, 300]) await report(`r${hours}`, hours, 400);
    await cleanUp(folder, { ...RETENTION, maximumBytes: 900 }, NOW);
    expect(await left()).toEqual(['reports/r100', 'reports/r200']);
  });

  it('never deletes what is younger than its links, however much there is', async () => {
    await report('linked', 23, 5000);
    await report('unlinked', 25, 5000);
    const done = await cleanUp(folder, { ...RETENTION, maximumBytes: 1 }, NOW);
    expect(done).toEqual({ deleted: 1, bytesLeft: 5000 });
    expect(await left()).toEqual(['reports/linked']);
  });

  it('goes by the youngest file of a report', async () => {
    await report('mixed', 1000);
    await put(path.join(folder, 'reports/mixed/late.pdf'), 1, 10);
    await age(path.join(folder, 'reports/mixed'), 1000);
    expect((await cleanUp(folder, RETENTION, NOW)).deleted).toBe(0);
  });

  it('has nothing to do where nothing was ever kept', async () => {
    const nowhere = path.join(folder, 'nowhere');
    expect(await cleanUp(nowhere, RETENTION, NOW)).toEqual({ deleted: 0, bytesLeft: 0 });
  });
});
