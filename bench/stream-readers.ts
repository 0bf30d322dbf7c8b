import OpenAI from 'openai';
import type { ModelRequest, Route } from '../pipeline-server/contracts/models.ts';
import { allowListOf } from '../pipeline-server/gateway/egress/allow-list.ts';
import { createEgressClient } from '../pipeline-server/gateway/egress/egress-client.ts';
import { createOpenAiProvider } from '../pipeline-server/gateway/providers/openai.ts';
import type { Figure } from './figures.ts';
import { startServer } from './server-process.ts';
import { median } from './statistics.ts';

const STREAMS = 300;
const PASSES = 5;

/** CPU time to read one 52-event stream: our own reader against OpenAI's SDK, both in this process, in turn. */
export async function measureReaders(): Promise<readonly Figure[]> {
  const upstream = await startServer('./gateway-upstream.js', {});
  try {
    const readers = { ours: ownReader(upstream.url), sdk: sdkReader(upstream.url) };
    const passes: { ours: number; sdk: number }[] = [];
    for (let pass = 0; pass <= PASSES; pass += 1) {
      const ours = await cpuPerCall(readers.ours);
      const sdk = await cpuPerCall(readers.sdk);
      if (pass > 0) passes.push({ ours, sdk });
    }
    const figure = (name: string, key: 'ours' | 'sdk'): Figure => {
      const value = median(passes.map((pass) => pass[key]));
      return { name: `CPU to read a 52-event stream: ${name}`, value, unit: 'ms' };
    };
    return [figure('ours', 'ours'), figure("OpenAI's SDK", 'sdk')];
  } finally {
    await upstream.stop();
  }
}

type Read = () => Promise<void>;

async function cpuPerCall(read: Read): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < STREAMS; count += 1) await read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / STREAMS;
}

function ownReader(url: string): Read {
  const route: Route = {
    id: 'bench',
    provider: 'openai',
    place: 'local',
    jurisdiction: [],
    region: null,
    baseUrl: `${url}/v1`,
    models: ['bench'],
    maximumClass: 'RESTRICTED',
    prices: {},
    promptCache: null,
    fallbacks: [],
  };
  const times = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 };
  const egress = createEgressClient(allowListOf([route], false), times);
  const provider = createOpenAiProvider({ route, apiKey: null, egress });
  const { signal } = new AbortController();
  return async () => {
    for await (const _event of provider.stream(REQUEST, signal)) continue;
  };
}

const REQUEST: ModelRequest = {
  model: 'bench',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'go' }], toolCalls: [], toolCallId: null },
  ],
  tools: [],
  toolChoice: 'auto',
  parallelToolCalls: true,
  maximumTokens: null,
  temperature: null,
  topP: null,
  seed: null,
  stop: [],
  format: null,
  effort: null,
  stream: true,
};

function sdkReader(url: string): Read {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  return async () => {
    const stream = await client.chat.completions.create({
      model: 'bench',
      stream: true,
      messages: [{ role: 'user', content: 'go' }],
    });
    for await (const _chunk of stream) continue;
  };
}
