import type { Figure } from './figures.ts';
import { type Load, type LoadGenerator, throughput } from './load.ts';
import type { MeasuredServer } from './server-process.ts';
import { median } from './statistics.ts';
import { chatCall, filterCall } from './workloads.ts';

/** Two servers, side by side on the same machine at the same time. */
export interface Contest {
  readonly ours: MeasuredServer;
  readonly bare: MeasuredServer;
  readonly load: LoadGenerator;
  readonly repetitions: number;
}

type Route = Omit<Load, 'key'>;

const WARM_UP_PASSES = 3;

/** Speed of filter calls, ours against a bare Fastify route that echoes: one after the other, and eight at a time. */
export async function measureFilter(contest: Contest): Promise<readonly Figure[]> {
  const calls = (concurrency: number) => {
    const common = { body: filterCall(), requests: 3000, concurrency };
    return {
      bare: { ...common, url: `${contest.bare.url}/filter` },
      ours: { ...common, url: `${contest.ours.url}/bench_filter/filter/inlet` },
    };
  };
  return [
    ...(await compare(contest, { name: 'filter round trip', ...calls(1), aim: 0.6 })),
    ...(await compare(contest, { name: 'filter calls at once', ...calls(8) })),
  ];
}

/** Throughput of a streamed chat of fifty chunks, ours against a bare Fastify route that writes the same. */
export async function measureStream(contest: Contest): Promise<readonly Figure[]> {
  const common = { body: chatCall('bench_stream', 'go', true), requests: 400, concurrency: 8 };
  const bare = { ...common, url: `${contest.bare.url}/stream` };
  const ours = { ...common, url: `${contest.ours.url}/v1/chat/completions` };
  return compare(contest, { name: '50-chunk chat stream', bare, ours, aim: 0.5 });
}

interface Pair {
  readonly name: string;
  readonly bare: Route;
  readonly ours: Route;
  readonly aim?: number;
}

/** Unmeasured passes first, until both are compiled; then the two in turn, so that a slow minute hits both. */
async function compare(contest: Contest, pair: Pair): Promise<readonly Figure[]> {
  const rates: { bare: number; ours: number }[] = [];
  for (let pass = 0; pass < WARM_UP_PASSES + contest.repetitions; pass += 1) {
    const bare = throughput(await contest.load.run(pair.bare));
    const ours = throughput(await contest.load.run(pair.ours));
    if (pass >= WARM_UP_PASSES) rates.push({ bare, ours });
  }
  const note = `median of ${contest.repetitions}, ${pair.ours.concurrency} at a time`;
  return [
    {
      name: `${pair.name}: share of a bare route`,
      value: median(rates.map(({ bare, ours }) => ours / bare)),
      unit: 'x',
      ...(pair.aim === undefined ? {} : { aim: { atLeast: pair.aim } }),
      note,
    },
    { name: `${pair.name}: ours`, value: median(rates.map(({ ours }) => ours)), unit: '/s' },
    { name: `${pair.name}: bare`, value: median(rates.map(({ bare }) => bare)), unit: '/s' },
  ];
}
