import type { Figure } from './figures.ts';
import { type LoadGenerator, type LoadResult, throughput } from './load.ts';
import { startOurServer } from './server-process.ts';
import { percentile } from './statistics.ts';
import { chatCall } from './workloads.ts';

/** One question per source and domain, on the sample organisation. */
const QUESTIONS = [
  'Show me idle EC2 across all accounts',
  'cost by account last month',
  'critical and high security findings by account',
  'which certificates expire within 60 days?',
  'unattached EBS volumes',
  'how many resources of each type do we have?',
  'what changed in our bill compared to the month before?',
  'tag coverage by account',
];

const WARM_REPETITIONS = 10;
const CONCURRENT_CHATS = 256;

/** Latency of whole answers: first asked on a fresh server, asked again, and asked by many at once. */
export async function measureAsk(
  load: LoadGenerator,
  repetitions: number,
): Promise<readonly Figure[]> {
  const cold: number[] = [];
  for (let pass = 1; pass < repetitions; pass += 1) {
    const server = await startOurServer();
    cold.push(...(await askAll(load, server.url, 1)));
    await server.stop();
  }
  const server = await startOurServer();
  try {
    cold.push(...(await askAll(load, server.url, 1)));
    const warm = await askAll(load, server.url, WARM_REPETITIONS);
    return [
      ...latencies(
        'ask, cold',
        cold,
        `${QUESTIONS.length} questions on ${repetitions} fresh servers`,
      ),
      ...latencies(
        'ask, warm',
        warm,
        `${QUESTIONS.length} questions, ${WARM_REPETITIONS} times each`,
      ),
      ...(await concurrentChats(load, server.url, 16)),
      ...(await concurrentChats(load, server.url, 64)),
    ];
  } finally {
    await server.stop();
  }
}

async function askAll(load: LoadGenerator, url: string, times: number): Promise<readonly number[]> {
  const samples: number[] = [];
  for (const question of QUESTIONS) {
    const result = await load.run({ ...chat(url, question), requests: times, concurrency: 1 });
    samples.push(...result.latenciesMs);
  }
  return samples;
}

async function concurrentChats(
  load: LoadGenerator,
  url: string,
  concurrency: number,
): Promise<readonly Figure[]> {
  const question = 'Show me idle EC2 across all accounts';
  const requests = CONCURRENT_CHATS;
  const result: LoadResult = await load.run({ ...chat(url, question), requests, concurrency });
  const name = `${concurrency} concurrent chats`;
  return [
    { name: `${name}: answers`, value: throughput(result), unit: '/s' },
    ...latencies(name, result.latenciesMs, `${requests} streamed answers`),
  ];
}

function chat(url: string, question: string): { url: string; body: string } {
  return { url: `${url}/v1/chat/completions`, body: chatCall('xops', question, true) };
}

function latencies(name: string, samples: readonly number[], note: string): readonly Figure[] {
  return [
    { name: `${name}: p50`, value: percentile(samples, 0.5), unit: 'ms', note },
    { name: `${name}: p95`, value: percentile(samples, 0.95), unit: 'ms' },
  ];
}
