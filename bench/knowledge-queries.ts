import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figures.ts';
import type { StoreRun } from './knowledge/store-run.ts';
import { percentile } from './statistics.ts';

const RUN = fileURLToPath(new URL('./knowledge/store-run.js', import.meta.url));
const MOST_MIB = 500;

/** How long a question takes by words and by vectors, in the database of a fresh machine, and what that takes of memory. */
export async function measureKnowledge(): Promise<readonly Figure[]> {
  return [...(await measureAt(10_000, { below: 25 })), ...(await measureAt(100_000, undefined))];
}

async function measureAt(chunks: number, aim: Figure['aim']): Promise<readonly Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, String(chunks)]);
  const { times, processor, seconds, filledMiB, askedMiB } = JSON.parse(stdout) as StoreRun;
  const count = chunks.toLocaleString('en');
  return [
    {
      name: `knowledge: question at ${count} chunks, p95`,
      value: percentile(times, 0.95),
      unit: 'ms',
      ...(aim === undefined ? {} : { aim }),
      note: `p50 ${percentile(times, 0.5).toFixed(1)} ms, embedding included; of the processor p50 ${percentile(processor, 0.5).toFixed(1)} ms, p95 ${percentile(processor, 0.95).toFixed(1)} ms`,
    },
    {
      name: `knowledge: chunks embedded and kept, to ${count}`,
      value: Math.round(chunks / seconds),
      unit: '/s',
      note: 'in documents of 50, each on the disk',
    },
    {
      name: `knowledge: peak memory at ${count} chunks, all of the process`,
      value: askedMiB,
      unit: 'MiB',
      aim: { below: MOST_MIB },
      note: `${filledMiB.toFixed(0)} MiB until all was kept, then with the indexes of words and vectors`,
    },
  ];
}
