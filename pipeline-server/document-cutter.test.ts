import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { DocumentError } from '../knowledge/parse/document-error.ts';
import { createDocumentCutter } from './document-cutter.ts';
import type { WorkerPoolOptions } from './worker-pool.ts';

/** A worker that does what the document's name says, beside what it is in the product. */
const WORKER = `
import { threadId } from 'node:worker_threads';
export default async ({ path, bytes }) => {
  if (path === 'hang.pdf') for (;;);
  if (path === 'fill.pdf') { const all = []; for (;;) all.push(new Array(10_000).fill(all)); }
  if (path === 'broken.pdf') return { problem: 'It is broken.' };
  if (path === 'fault.pdf') throw new Error('a fault of ours');
  return { document: { title: bytes.length + ' bytes in thread ' + threadId, settings: {}, pieces: [] } };
};`;

async function open(options: Partial<WorkerPoolOptions> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-cutter-'));
  const file = path.join(folder, 'worker.mjs');
  await writeFile(file, WORKER);
  const cutter = createDocumentCutter({ worker: pathToFileURL(file), ...options });
  onTestFinished(async () => {
    await cutter.close();
    await rm(folder, { recursive: true });
  });
  return {
    ...cutter,
    title: async (name: string, size = 10) =>
      (await cutter.cut(name, Buffer.alloc(size, 'a'))).title,
  };
}

it('cuts small plain texts here, and everything else in another thread', async () => {
  const { cut, title } = await open();
  expect(await title('a.md')).toBe('a');
  const { title: steps } = await cut('a.md', Buffer.from('- a\n'.repeat(401)));
  expect(steps).toMatch(/^1604 bytes in thread/);
  expect(await title('a.md', 100_000)).toMatch(/^100000 bytes in thread [1-9]\d*$/);
  await expect(title('a.md', 6_000_001)).rejects.toThrow('6000001 characters, more than');
  expect(await title('a.html')).toMatch(/^10 bytes in thread [1-9]\d*$/);
});

it('refuses what takes too long, while this thread goes on, and takes the next', async () => {
  const { title } = await open({ timeoutMs: 1500 });
  let turns = 0;
  const clock = setInterval(() => {
    turns += 1;
  }, 10);
  onTestFinished(() => clearInterval(clock));
  await expect(title('hang.pdf')).rejects.toThrow(
    new DocumentError('It cannot be read within 1.5 s. Split it, or save it in a simpler format.'),
  );
  expect(turns).toBeGreaterThan(20);
  expect(await title('next.pdf')).toContain('10 bytes');
});

it('does not count the time in which others are read', async () => {
  const { title } = await open({ timeoutMs: 1500 });
  const hanging = ['hang.pdf', 'hang.pdf', 'hang.pdf', 'hang.pdf'].map((name) =>
    expect(title(name)).rejects.toThrow('within 1.5 s'),
  );
  expect(await title('patient.pdf')).toContain('10 bytes');
  await Promise.all(hanging);
});

it('refuses what takes too much memory, alone', async () => {
  const { title } = await open({ memoryMb: 32 });
  await expect(title('fill.pdf')).rejects.toThrow('more than 32 MiB of memory');
  expect(await title('next.pdf')).toContain('10 bytes');
});

it('says why a document cannot be taken, and passes a fault of its own on as one', async () => {
  const { title } = await open();
  await expect(title('broken.pdf')).rejects.toThrow(new DocumentError('It is broken.'));
  const fault = await title('fault.pdf').catch((error: unknown) => error);
  expect(fault).not.toBeInstanceOf(DocumentError);
  expect(fault).toMatchObject({ message: 'a fault of ours' });
});

it('refuses what comes when too many wait, and ends what it reads when it closes', async () => {
  const { title, close } = await open();
  const reading = Array.from({ length: 30 }, () =>
    title('hang.pdf').catch((error: unknown) => String(error)),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await close();
  const ends = await Promise.all(reading);
  expect(ends.filter((end) => end.includes('Too many documents'))).toHaveLength(12);
});
