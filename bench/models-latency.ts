import { Agent, type ClientRequest, request } from 'node:http';
import type { Figure } from './figures.ts';
import type { LoadGenerator } from './load.ts';
import { BENCH_KEY, type MeasuredServer } from './server-process.ts';
import { percentile } from './statistics.ts';
import { chatCall } from './workloads.ts';

const SLOW_CHATS = 200;
const REQUESTS = 1000;

/** Latency of `/models` while many chats wait on a pipe that does not answer. */
export async function measureModels(
  server: MeasuredServer,
  load: LoadGenerator,
): Promise<readonly Figure[]> {
  const held = await holdChats(server.url, SLOW_CHATS);
  try {
    const url = `${server.url}/v1/models`;
    const { latenciesMs } = await load.run({ url, body: null, requests: REQUESTS, concurrency: 4 });
    const name = `/models under ${SLOW_CHATS} slow pipes`;
    return [
      { name: `${name}: p50`, value: percentile(latenciesMs, 0.5), unit: 'ms' },
      {
        name: `${name}: p99`,
        value: percentile(latenciesMs, 0.99),
        unit: 'ms',
        aim: { below: 50 },
        note: `${REQUESTS} requests, 4 at a time`,
      },
    ];
  } finally {
    for (const chat of held) chat.destroy();
  }
}

/** Opens chats on the slow pipe and resolves when each has sent its first bytes. */
function holdChats(url: string, count: number): Promise<readonly ClientRequest[]> {
  const agent = new Agent({ maxSockets: count });
  return Promise.all(Array.from({ length: count }, () => holdChat(url, agent)));
}

function holdChat(url: string, agent: Agent): Promise<ClientRequest> {
  const body = chatCall('bench_slow', 'wait', true);
  const headers = { authorization: `Bearer ${BENCH_KEY}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const chat = request(`${url}/v1/chat/completions`, { method: 'POST', headers, agent });
    chat.on('response', (response) => {
      response.on('error', () => chat.destroy());
      response.once('data', () => resolve(chat));
    });
    chat.on('error', reject);
    chat.end(body);
  });
}
