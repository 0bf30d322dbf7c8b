import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Environment } from './config.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import { ollamaStream, openAiCompletion, openAiStream } from './test/fake-upstreams/answers.ts';
import {
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from './test/fake-upstreams/fake-upstream.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp, type TestApp } from './test/start-test-app.ts';

const CALL = { name: 'find_idle', arguments: { region: 'ap-southeast-2' } };

/** Lets everything go everywhere: what these tests look at lies behind the decision. */
const OPEN_GATE: SovereigntyGate = {
  decide: ({ body }) =>
    Promise.resolve({
      action: 'allow',
      class: 'PUBLIC',
      sentClass: 'PUBLIC',
      reason: '',
      rule: 'test',
      found: {},
      redacted: {},
      pseudonymised: {},
      routes: ['openai', 'ollama'],
      body,
    }),
};

interface Setup {
  readonly test: TestApp;
  readonly upstream: FakeUpstream;
}

async function setUp(
  respond: FakeResponder,
  environment: (url: string) => Environment,
  gate: SovereigntyGate | null = OPEN_GATE,
): Promise<Setup> {
  const upstream = await startFakeUpstream(respond);
  onTestFinished(() => upstream.close());
  const test = await startTestApp({
    environment: environment(upstream.url),
    ...(gate === null ? {} : { gate }),
  });
  return { test, upstream };
}

const OPENAI = (url: string): Environment => ({
  XOPS_ROUTES: JSON.stringify([
    { id: 'openai', provider: 'openai', baseUrl: `${url}/v1`, models: ['gpt-x'] },
  ]),
  OPENAI_API_KEY: 'sk-upstream-key',
});
const OLLAMA = (url: string): Environment => ({ OLLAMA_BASE_URL: url });

function chat({ app }: TestApp, model: string, more: object = {}) {
  return app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: bearer(),
    payload: { model, messages: [{ role: 'user', content: 'Hi, canary-4711' }], ...more },
  });
}

async function modelIds({ app }: TestApp): Promise<readonly string[]> {
  const answer = await app.inject({ url: '/models', headers: bearer() });
  const { data } = answer.json<{ data: { id: string }[] }>();
  return data.map(({ id }) => id);
}

it('does not take the address of who asks for data of the chat', async () => {
  const { test, upstream } = await setUp(() => openAiCompletion({ text: ['Hello'] }), OPENAI, null);
  const user = { id: 'u-1', name: 'Una', email: 'una.meyer@bank.example.au', role: 'user' };
  const answer = await chat(test, 'gateway.openai-gpt-x', { user });
  expect(answer.statusCode).toBe(200);
  expect(upstream.received.at(-1)?.text).not.toContain('una.meyer');
  const said = { messages: [{ role: 'user', content: 'Write to una.meyer@bank.example.au' }] };
  expect((await chat(test, 'gateway.openai-gpt-x', said)).statusCode).toBe(403);
});

it('offers no models of the gateway when none is configured', async () => {
  expect(await modelIds(await startTestApp())).toEqual([]);
});

it('offers what is configured and what is installed, and an automatic choice', async () => {
  const tags = { models: [{ name: 'llama3.2:3b' }, { name: 'gpt-oss:120b-cloud' }] };
  const { test } = await setUp(() => json(tags), OLLAMA);
  await expect
    .poll(() => modelIds(test))
    .toEqual(['gateway.xops-auto', 'gateway.ollama-llama3.2-3b']);
});

it('lists models without waiting for a provider', async () => {
  const slow: FakeResponder = () => ({ ...json({ models: [] }), delayMs: 3_000 });
  const { test } = await setUp(slow, OLLAMA);
  const startedAt = performance.now();
  await modelIds(test);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});

it('streams text, thinking, calls, usage and the reason of the end', async () => {
  const answer = {
    reasoning: ['Hm'],
    text: ['Hello ', 'you'],
    calls: [CALL],
    finish: 'tool_calls',
  } as const;
  const { test } = await setUp(() => openAiStream({ ...answer, cacheReadTokens: 3 }), OPENAI);
  const options = { stream: true, stream_options: { include_usage: true } };
  const response = await chat(test, 'gateway.openai-gpt-x', options);
  const stream = readSse(response.body);
  expect(contentOf(stream)).toBe('Hello you');
  const text = JSON.stringify(stream.payloads);
  expect(text).toContain('"reasoning_content":"Hm"');
  expect(text).toContain('"name":"find_idle"');
  expect(stream.payloads.at(-3)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
  expect(stream.payloads.at(-2)).toMatchObject({
    usage: { prompt_tokens: 7, total_tokens: 12, prompt_tokens_details: { cached_tokens: 3 } },
  });
  expect(stream.payloads.at(-1)).toBe('[DONE]');
});

it('answers without a stream from one JSON answer', async () => {
  const whole = openAiCompletion({ text: ['Hello'], calls: [CALL], finish: 'tool_calls' });
  const { test, upstream } = await setUp(() => whole, OPENAI);
  const completion = (await chat(test, 'gateway.openai-gpt-x')).json();
  expect(upstream.received.at(-1)?.json).toMatchObject({ stream: false, store: false });
  expect(completion).toMatchObject({
    object: 'chat.completion',
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          content: 'Hello',
          tool_calls: [
            {
              id: 'call_0',
              type: 'function',
              function: { name: 'find_idle', arguments: JSON.stringify(CALL.arguments) },
            },
          ],
        },
      },
    ],
    usage: { prompt_tokens: 7, completion_tokens: 5 },
  });
});

const RESTRICTED = {
  stream: true,
  messages: [{ role: 'user', content: 'My tax file number is 876 543 210.' }],
};

it('keeps what is restricted on the own network, and says so', async () => {
  const respond: FakeResponder = ({ path }) =>
    path === '/api/show' ? json({}) : ollamaStream({ text: ['local'] });
  const environment = (url: string): Environment => ({
    XOPS_ROUTES: JSON.stringify([
      { id: 'openai', provider: 'openai', baseUrl: `${url}/v1`, models: ['gpt-x'] },
      { id: 'ollama', provider: 'ollama', baseUrl: url, models: ['llama'] },
    ]),
  });
  const { test, upstream } = await setUp(respond, environment, null);
  const stream = readSse((await chat(test, 'gateway.openai-gpt-x', RESTRICTED)).body);
  expect(contentOf(stream)).toBe('local');
  expect(stream.payloads[0]).toMatchObject({
    event: {
      type: 'status',
      data: { description: expect.stringMatching(/llama.*own network only/) },
    },
  });
  expect(upstream.received.map(({ path }) => path)).toEqual(['/api/show', '/api/chat']);
});

it('refuses what is restricted when nothing is local', async () => {
  const { test, upstream } = await setUp(() => openAiStream({ text: ['x'] }), OPENAI, null);
  const response = await chat(test, 'gateway.openai-gpt-x', RESTRICTED);
  expect(response.statusCode).toBe(403);
  expect(response.json().detail).toMatch(/restricted data.*set OLLAMA_BASE_URL/);
  expect(upstream.received).toEqual([]);
});

it.each([
  [401, 502, 'not-authorised'],
  [429, 429, 'rate-limited'],
  [500, 503, 'unavailable'],
  [413, 413, 'too-large'],
])("answers an upstream's %i with %i", async (status, expected, code) => {
  const body = { error: { message: 'sk-upstream-key canary-4711' } };
  const { test } = await setUp(() => json(body, status, { 'retry-after': '33' }), OPENAI);
  const response = await chat(test, 'gateway.openai-gpt-x', { stream: true });
  expect([response.statusCode, response.json().error.code]).toEqual([expected, code]);
  expect(response.body).not.toMatch(/sk-upstream|canary/);
  expect(response.json().detail).toBe(response.json().error.message);
  if (status === 429) expect(response.headers['retry-after']).toBe('33');
});

it('tells in the stream when an answer breaks off', async () => {
  const { test } = await setUp(
    () => openAiStream({ text: ['a', 'b', 'c'] }, { cutAfter: 3 }),
    OPENAI,
  );
  const stream = readSse((await chat(test, 'gateway.openai-gpt-x', { stream: true })).body);
  expect(contentOf(stream)).toMatch(/^a/);
  expect(JSON.stringify(stream.payloads)).toMatch(/"error":\{"message":"The route openai/);
  expect(stream.payloads.at(-1)).toBe('[DONE]');
});

it.each([
  [{ model: 'gateway.nope' }, 404, /gateway.nope not found|No route offers/],
  [{ tools: [{ type: 'function', function: { name: 'a b' } }] }, 400, /tools.0.function.name/],
  [{ tools: 'all' }, 400, /tools/],
  [{ n: 3 }, 400, /n /],
  [{ temperature: 9 }, 400, /temperature/],
  [{ messages: [{ role: 'robot', content: 'x' }] }, 400, /messages.0.role/],
  [
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.y/z.png' } }] },
      ],
    },
    400,
    /not inline/,
  ],
  [{ messages: [{ role: 'user', content: [{ type: 'file', file: {} }] }] }, 400, /type "file"/],
])('refuses %j', async (difference, status, message) => {
  const { test, upstream } = await setUp(() => openAiStream({ text: ['x'] }), OPENAI);
  const response = await chat(test, 'gateway.openai-gpt-x', { stream: true, ...difference });
  expect([response.statusCode, response.json().detail]).toEqual([
    status,
    expect.stringMatching(message),
  ]);
  expect(upstream.received.filter(({ path }) => path.endsWith('/completions'))).toEqual([]);
});

it('takes a prompt of five million characters', async () => {
  const { test, upstream } = await setUp(() => openAiStream({ text: ['ok'] }), OPENAI);
  const content = 'ä'.repeat(5_000_000);
  const response = await chat(test, 'gateway.openai-gpt-x', {
    stream: true,
    messages: [{ role: 'user', content }],
  });
  expect(contentOf(readSse(response.body))).toBe('ok');
  expect(upstream.received.at(-1)?.text.length).toBeGreaterThan(5_000_000);
});

it('stops the upstream when the client leaves', async () => {
  const many = Array.from({ length: 100 }, (_, index) => `${index} `);
  const { test, upstream } = await setUp(
    () => openAiStream({ text: many }, { pauseMs: 50 }),
    OPENAI,
  );
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 });
  const controller = new AbortController();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...bearer(), 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gateway.openai-gpt-x',
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
    signal: controller.signal,
  });
  await response.body?.getReader().read();
  await sleep(100);
  controller.abort();
  await expect.poll(() => upstream.abandoned()).toBe(1);
});
