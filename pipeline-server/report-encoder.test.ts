import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createReportEncoder } from './report-encoder.ts';
import { reportOf, resultOf } from './test/fake-report.ts';
import type { WorkerPoolOptions } from './worker-pool.ts';

const REPORT = reportOf([resultOf(2)]);

/** A worker that does what the report's title says, beside what it is in the product. */
const WORKER = `
import { threadId } from 'node:worker_threads';
export default async ({ report, format }) => {
  if (report.title === 'hang') for (;;);
  if (report.title === 'fail') throw new Error('no such font');
  if (report.title === 'fill') { const all = []; for (;;) all.push(new Array(10_000).fill(all)); }
  return new TextEncoder().encode(format + ' of ' + report.rows + ' rows in thread ' + threadId);
};`;

async function open(options: Partial<WorkerPoolOptions> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-encoder-'));
  const file = path.join(folder, 'worker.mjs');
  await writeFile(file, WORKER);
  const encoder = createReportEncoder({ worker: pathToFileURL(file), ...options });
  onTestFinished(async () => {
    await encoder.close();
    await rm(folder, { recursive: true });
  });
  const encode = async (title: string, signal = new AbortController().signal) => {
    const bytes = await encoder.encode({ ...REPORT, title }, 'pdf', signal);
    return new TextDecoder().decode(bytes);
  };
  return { ...encoder, encodeTitle: encode };
}

it('writes heavy formats in another thread, and light ones here', async () => {
  const { encode, encodeTitle } = await open();
  expect(await encodeTitle('x')).toMatch(/^pdf of 2 rows in thread [1-9]\d*$/);
  const csv = await encode(REPORT, 'csv', new AbortController().signal);
  expect(new TextDecoder().decode(csv)).toContain('Account id');
});

it('gives up what takes too long, and goes on with the next', async () => {
  const { encodeTitle } = await open({ timeoutMs: 1_500 });
  await expect(encodeTitle('hang')).rejects.toThrow('not written within 1.5 s');
  expect(await encodeTitle('x')).toContain('2 rows');
});

it('stops when nobody waits any more, also before it began', async () => {
  const { encodeTitle } = await open();
  const waiting = new AbortController();
  const hanging = encodeTitle('hang', waiting.signal);
  setTimeout(() => waiting.abort(new Error('went away')), 300);
  await expect(hanging).rejects.toThrow('went away');
  await expect(encodeTitle('x', waiting.signal)).rejects.toThrow('went away');
  expect(await encodeTitle('x')).toContain('2 rows');
});

it.each(['fail', 'fill'])('fails alone when its worker does: %s', async (title) => {
  const { encodeTitle } = await open({ memoryMb: 32 });
  await expect(encodeTitle(title)).rejects.toThrow();
  expect(await encodeTitle('x')).toContain('2 rows');
});

it('takes only so many at one time, and ends those that run when it closes', async () => {
  const { encodeTitle, close } = await open();
  const hanging = Array.from({ length: 40 }, () =>
    encodeTitle('hang').then(
      () => 'written',
      (error: unknown) => String(error),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await close();
  const ends = await Promise.all(hanging);
  expect(ends.filter((end) => /queue/i.test(end)).length).toBeGreaterThanOrEqual(20);
  expect(ends).not.toContain('written');
});
