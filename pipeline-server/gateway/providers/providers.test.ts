import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelEvent, ModelProvider, ModelRequest, Route } from '../../contracts/models.ts';
import { collect } from '../../test/collect.ts';
import {
  anthropicStream,
  bedrockStream,
  type FakeAnswer,
  ollamaStream,
  openAiStream,
  type Writing,
} from '../../test/fake-upstreams/answers.ts';
import {
  type FakeReply,
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../../test/fake-upstreams/fake-upstream.ts';
import { testModelRequest, testRoute } from '../../test/model-routes.ts';
import { connectRoutes } from '../connect-routes.ts';
import { allowListOf } from '../egress/allow-list.ts';
import { createEgressClient } from '../egress/egress-client.ts';

const SECRET = 'sk-secret-key-of-this-route';
const SECRET_PROMPT = 'prompt-with-a-canary-8713';
const TIMES = { connectMs: 1000, firstByteMs: 400, idleMs: 400 };

interface Protocol {
  readonly name: Route['provider'];
  readonly basePath: string;
  readonly model: string;
  readonly answer: (answer: FakeAnswer, writing?: Writing) => FakeReply;
  /** The reply to what a provider asks before a chat. */
  readonly before?: FakeResponder;
}

const PROTOCOLS: readonly Protocol[] = [
  { name: 'openai', basePath: '/v1', model: 'fake-model', answer: openAiStream },
  { name: 'anthropic', basePath: '', model: 'claude-fake', answer: anthropicStream },
  { name: 'bedrock', basePath: '', model: 'au.anthropic.claude-fake-v1:0', answer: bedrockStream },
  {
    name: 'ollama',
    basePath: '',
    model: 'llama3.2:3b',
    answer: ollamaStream,
    before: ({ path }) => (path === '/api/show' ? json({ details: {} }) : null),
  },
];

interface Setup {
  readonly upstream: FakeUpstream;
  readonly provider: ModelProvider;
  readonly request: ModelRequest;
}

async function setUp(
  protocol: Protocol,
  reply: FakeReply | FakeResponder,
  differences: Partial<Route> = {},
): Promise<Setup> {
  const respond: FakeResponder = (request) =>
    protocol.before?.(request) ?? (typeof reply === 'function' ? reply(request) : reply);
  const upstream = await startFakeUpstream(respond);
  const route = testRoute({
    id: 'under-test',
    provider: protocol.name,
    baseUrl: upstream.url + protocol.basePath,
    region: protocol.name === 'bedrock' ? 'ap-southeast-2' : null,
    models: [protocol.model],
    ...differences,
  });
  const egress = createEgressClient(allowListOf([route], false), TIMES);
  onTestFinished(async () => {
    await egress.close();
    await upstream.close();
  });
  const [connected] = connectRoutes([{ route, apiKey: SECRET }], egress);
  if (connected === undefined) throw new Error('no route');
  const request = testModelRequest({ model: protocol.model });
  return { upstream, provider: connected.provider, request };
}

function read({ provider, request }: Setup, signal = new AbortController().signal) {
  return collect(provider.stream(request, signal));
}

function textOf(events: readonly ModelEvent[], type: 'text' | 'reasoning'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('');
}

function callsOf(events: readonly ModelEvent[]) {
  const calls = new Map<number, { name: string; arguments: string }>();
  for (const event of events) {
    if (event.type !== 'tool-call') continue;
    const known = calls.get(event.index) ?? { name: '', arguments: '' };
    calls.set(event.index, {
      name: known.name + (event.name ?? ''),
      arguments: known.arguments + event.arguments,
    });
  }
  return [...calls.values()].map(({ name, arguments: text }) => ({
    name,
    arguments: JSON.parse(text),
  }));
}

const ANSWER: FakeAnswer = {
  reasoning: ['Let me ', 'think 🤔.'],
  text: ['Grüße, ', '世界 ', '👩‍👩‍👧 done', '\n\ndata: x'],
  inputTokens: 100,
  outputTokens: 40,
};

describe.each(PROTOCOLS)('the provider of $name', (protocol) => {
  it.each([1, 2, 3, 7, 64, 1460])(
    'reads text, thinking, usage and the end from pieces of %i bytes',
    async (pieceSize) => {
      const events = await read(await setUp(protocol, protocol.answer(ANSWER, { pieceSize })));
      expect(textOf(events, 'text')).toBe(ANSWER.text?.join(''));
      expect(textOf(events, 'reasoning')).toBe(ANSWER.reasoning?.join(''));
      expect(events.filter(({ type }) => type === 'usage')).toEqual([
        {
          type: 'usage',
          usage: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 0, cacheWriteTokens: 0 },
        },
      ]);
      expect(events.filter(({ type }) => type === 'finish')).toEqual([
        { type: 'finish', reason: 'stop' },
      ]);
    },
  );

  it('reads calls of several tools at once', async () => {
    const calls = [
      { name: 'find_idle', arguments: { region: 'ap-southeast-2', deep: { list: [1, '"'] } } },
      { name: 'cost', arguments: {} },
    ];
    const reply = protocol.answer(
      { text: ['Looking.'], calls, finish: 'tool_calls' },
      { pieceSize: 5 },
    );
    const events = await read(await setUp(protocol, reply));
    expect(callsOf(events)).toEqual(calls);
    expect(events).toContainEqual({ type: 'finish', reason: 'tool_calls' });
  });

  it('tells an answer that was cut by its limit', async () => {
    const events = await read(
      await setUp(protocol, protocol.answer({ text: ['a'], finish: 'length' })),
    );
    expect(events.find(({ type }) => type === 'finish')).toMatchObject({ reason: 'length' });
  });

  it('sends the prompt and the key to the route alone, and the key in a header alone', async () => {
    const setup = await setUp(protocol, protocol.answer(ANSWER));
    await read(setup);
    const sent = setup.upstream.received.at(-1);
    expect(sent?.text).toContain('Hello');
    expect(sent?.text).not.toContain(SECRET);
    expect(sent?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it.each([
    [401, 'not-authorised'],
    [403, 'not-authorised'],
    [404, 'unknown-model'],
    [413, 'too-large'],
    [422, 'invalid-request'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [529, 'unavailable'],
    [302, 'bad-answer'],
  ])("words status %i as %s, without the upstream's own text", async (status, code) => {
    const error = { type: 'x', message: `${SECRET} said ${SECRET_PROMPT}` };
    const headers = { 'retry-after': '17', location: 'http://127.0.0.1:1/elsewhere' };
    const setup = await setUp(protocol, json({ error }, status, headers));
    const failure = await read(setup).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(failure).toMatchObject({ name: 'ModelError', code });
    expect(failure?.message).toContain('under-test');
    expect(failure?.message).not.toMatch(/sk-secret|canary/);
    if (status === 429) expect(failure).toMatchObject({ retryAfterSeconds: 17 });
  });

  it('knows a prompt that is too long by what the upstream says', async () => {
    const error = { message: 'prompt is too long: 212000 tokens > 200000 maximum' };
    const setup = await setUp(protocol, json({ error }, 400));
    await expect(read(setup)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('knows a refused key by what LiteLLM says of it', async () => {
    const error = { message: 'No connected db.', type: 'no_db_connection', code: '400' };
    await expect(read(await setUp(protocol, json({ error }, 400)))).rejects.toMatchObject({
      code: 'not-authorised',
    });
  });

  it('refuses garbage in place of an answer', async () => {
    const reply = {
      headers: { 'content-type': 'text/html' },
      pieces: [Buffer.from('<h1>hi</h1>')],
    };
    await expect(read(await setUp(protocol, reply))).rejects.toMatchObject({ name: 'ModelError' });
  });

  it.each([1, 3])('notices a stream that is cut after %i events', async (cutAfter) => {
    const setup = await setUp(protocol, protocol.answer(ANSWER, { cutAfter }));
    await expect(read(setup)).rejects.toMatchObject({ name: 'ModelError' });
  });

  it('notices a stream that ends properly but too early', async () => {
    const { cut: _cut, ...reply } = protocol.answer(ANSWER, { cutAfter: 2 });
    await expect(read(await setUp(protocol, reply))).rejects.toMatchObject({ code: 'bad-answer' });
  });

  it('gives up on an upstream that does not begin, or falls silent', async () => {
    const late = await setUp(protocol, { ...protocol.answer(ANSWER), delayMs: 3000 });
    await expect(read(late)).rejects.toMatchObject({ code: 'timeout' });
    const silent = await setUp(protocol, protocol.answer(ANSWER, { pauseMs: 3000 }));
    await expect(read(silent)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('stops the upstream when its reader is stopped', async () => {
    const setup = await setUp(protocol, protocol.answer(ANSWER, { pauseMs: 200 }));
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _event of setup.provider.stream(setup.request, controller.signal)) {
        controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => setup.upstream.abandoned()).toBe(1);
  });

  it('words a provider that is not there', async () => {
    const setup = await setUp(protocol, protocol.answer(ANSWER));
    await setup.upstream.close();
    const failure = await read(setup).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(failure?.message).toContain('cannot be reached');
  });
});

describe('Ollama', () => {
  const ollama = PROTOCOLS.find(({ name }) => name === 'ollama');
  const remote: FakeResponder = ({ path }) => {
    if (path === '/api/show') return json({ remote_host: 'https://ollama.com:443' });
    if (path !== '/api/tags') return ollamaStream(ANSWER);
    return json({
      models: [
        { name: 'llama3.2:3b' },
        { name: 'gpt-oss:120b-cloud' },
        { name: 'renamed', remote_host: 'https://ollama.com:443', remote_model: 'gpt-oss:120b' },
      ],
    });
  };
  const setUpRemote = async () => {
    if (ollama === undefined) throw new Error('no ollama');
    const { before: _before, ...plain } = ollama;
    return await setUp(plain, remote);
  };

  it.each(['gpt-oss:120b-cloud', 'deepseek:cloud', 'renamed'])(
    'sends nothing of a chat to %s, which runs in its cloud',
    async (model) => {
      const setup = await setUpRemote();
      const request = testModelRequest({ model });
      await expect(read({ ...setup, request })).rejects.toMatchObject({ code: 'blocked' });
      expect(setup.upstream.received.map(({ path }) => path)).not.toContain('/api/chat');
    },
  );

  it('lists the models that run on this machine alone', async () => {
    const { provider } = await setUpRemote();
    expect(await provider.models(new AbortController().signal)).toEqual(['llama3.2:3b']);
  });
});

describe('Claude', () => {
  const anthropic = PROTOCOLS.find(({ name }) => name === 'anthropic');
  const bedrock = PROTOCOLS.find(({ name }) => name === 'bedrock');

  it('counts what was read from and written to the prompt cache', async () => {
    if (anthropic === undefined) throw new Error('no anthropic');
    const counts = {
      inputTokens: 1000,
      outputTokens: 9,
      cacheReadTokens: 700,
      cacheWriteTokens: 200,
    };
    const setup = await setUp(anthropic, anthropicStream({ text: ['x'], ...counts }), {
      promptCache: '5m',
    });
    expect(await read(setup)).toContainEqual({ type: 'usage', usage: counts });
    expect(setup.upstream.received[0]?.headers['anthropic-version']).toBe('2026-10-21');
    expect(setup.upstream.received[0]?.text).toContain(
      '"cache_control":{"type":"ephemeral","ttl":"5m"}',
    );
  });

  it('reads an error inside of a stream', async () => {
    if (anthropic === undefined) throw new Error('no anthropic');
    const error = { type: 'error', error: { type: 'overloaded_error', message: SECRET_PROMPT } };
    const pieces = [Buffer.from(`event: error\ndata: ${JSON.stringify(error)}\n\n`)];
    const reply = { headers: { 'content-type': 'text/event-stream' }, pieces };
    const failure = await read(await setUp(anthropic, reply)).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(failure?.message).not.toContain('canary');
  });

  it('lists its models page by page', async () => {
    if (anthropic === undefined) throw new Error('no anthropic');
    const page = { data: [{ id: 'claude-a' }], has_more: false, first_id: 'a', last_id: 'a' };
    const { provider } = await setUp(anthropic, json(page));
    expect(await provider.models(new AbortController().signal)).toEqual(['claude-a']);
  });

  it("on Bedrock is named in the path, and refused where its geography is not the route's", async () => {
    if (bedrock === undefined) throw new Error('no bedrock');
    const setup = await setUp(bedrock, bedrockStream(ANSWER), { jurisdiction: ['AU'] });
    await read(setup);
    expect(setup.upstream.received[0]?.path).toBe(
      '/model/au.anthropic.claude-fake-v1:0/invoke-with-response-stream',
    );
    const request = testModelRequest({ model: 'global.anthropic.claude-fake-v1:0' });
    await expect(read({ ...setup, request })).rejects.toMatchObject({ code: 'blocked' });
    expect(setup.upstream.received).toHaveLength(1);
  });
});
