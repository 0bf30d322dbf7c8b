import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../contracts/analysis.ts';
import type { RequestContext } from '../contracts/context.ts';
import { defineManifold, definePipe, type PipePlugin, Refusal } from '../contracts/plugin.ts';
import { contentOf, readSse } from '../test/read-sse.ts';
import { bearer, startTestApp, type TestAppOptions } from '../test/start-test-app.ts';

const NO_VALVES = Type.Object({});

function pipe(id: string, answer: PipePlugin['pipe']): PipePlugin {
  return definePipe({ id, name: id, description: 'For tests.', valves: NO_VALVES, pipe: answer });
}

/** A server with one model `p`, and a way to chat with it. */
async function startChat(answer: PipePlugin['pipe'], options: TestAppOptions = {}) {
  const { app } = await startTestApp({ plugins: [pipe('p', answer)], ...options });
  const post = (body: object | string, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { ...bearer(), 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const stream = async (more: object = {}) =>
    readSse((await post({ ...hello({ stream: true }), ...more })).body);
  return { app, post, stream };
}

function hello(more: object = {}) {
  return { model: 'p', messages: [{ role: 'user', content: 'hello' }], ...more };
}

const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe('a streamed answer', () => {
  it('has one id, the role first, the end and usage last, and [DONE]', async () => {
    const { post } = await startChat(async function* () {
      yield 'a';
      yield { type: 'reasoning-delta', text: 'hm' };
      yield { type: 'usage', usage: USAGE };
      yield { type: 'finish', reason: 'length' };
      yield 'b';
    });
    const response = await post(hello({ stream: true }));
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const { payloads } = readSse(response.body);
    const identity = {
      id: expect.stringMatching(/^p-[0-9a-f-]{36}$/),
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'p',
    };
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...identity,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
    expect(payloads).toEqual([
      chunk({ role: 'assistant', content: 'a' }),
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: 'b' }),
      { ...chunk({}, 'length'), usage: USAGE },
      '[DONE]',
    ]);
    const ids = payloads.slice(0, -1).map((payload) => (payload as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
  });

  it('has usage in a chunk of its own where the client asks for it', async () => {
    const { stream } = await startChat(() => [{ type: 'usage', usage: USAGE }]);
    const { payloads } = await stream({ stream_options: { include_usage: true } });
    expect(payloads.slice(-2)).toEqual([
      expect.objectContaining({ choices: [], usage: USAGE }),
      '[DONE]',
    ]);
  });

  it('has no usage when nobody counted', async () => {
    const { post } = await startChat(() => 'x');
    expect((await post(hello())).body).not.toContain('usage');
  });

  it('is complete even when the pipe says nothing', async () => {
    const { stream } = await startChat(() => []);
    expect((await stream()).payloads).toHaveLength(2);
  });

  it('sends heartbeats while the pipe is silent, also before its first word', async () => {
    const { stream } = await startChat(
      async function* () {
        await sleep(80);
        yield 'late';
      },
      { environment: { XOPS_HEARTBEAT_MS: '20' } },
    );
    const answer = await stream();
    expect(answer.comments.length).toBeGreaterThanOrEqual(2);
    expect(new Set(answer.comments)).toEqual(new Set([': ping']));
    expect(contentOf(answer)).toBe('late');
  });

  it('keeps text intact: line breaks, separators, zero bytes, half characters', async () => {
    const text = 'a\n\nb\r\n\u2028\u2029\u0000\uFFFD"\\ data: [DONE]\n\n😀';
    const { stream } = await startChat(() => [text, '\uD83D', '\uDE00']);
    expect(contentOf(await stream())).toBe(`${text}😀`);
  });
});

describe('an answer in one piece', () => {
  it('has text, reasoning, tool calls put together, usage and the end; events are left out', async () => {
    const call = (fields: object) => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...fields }] } }],
    });
    const { post } = await startChat(() => [
      'a',
      { event: { type: 'status', data: {} } },
      { type: 'reasoning-delta', text: 'hm' },
      call({ id: 't1', type: 'function', function: { name: 'f', arguments: '{"a"' } }),
      call({ function: { arguments: ':1}' } }),
      { choices: [], usage: USAGE },
      { type: 'finish', reason: 'tool_calls' },
    ]);
    const response = await post(hello({ stream: false }));
    expect(response.json()).toEqual({
      id: expect.stringMatching(/^p-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'p',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'a',
            reasoning_content: 'hm',
            tool_calls: [
              { id: 't1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            ],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: USAGE,
    });
  });
});

describe('a failure before the first word', () => {
  const hidden = 'The pipeline p failed. The reason is in the log; try again.';

  it.each([
    [new Refusal(403, 'Ask on Monday.'), [403, 'refused', 'Ask on Monday.']],
    [new AnalysisError('throttled', 'Wait a minute.'), [429, 'throttled', 'Wait a minute.']],
    [new Error('password=1'), [500, 'XOPS_PIPE_FAILED', hidden]],
    [new Refusal(500, 'not a refusal'), [500, 'XOPS_PIPE_FAILED', hidden]],
    [null, [500, 'XOPS_PIPE_FAILED', hidden]],
  ])('has a status, for Open WebUI and for OpenAI clients: %s', async (thrown, expected) => {
    const { post } = await startChat(() => {
      throw thrown;
    });
    const [status, code, message] = expected;
    for (const stream of [true, false]) {
      const response = await post(hello({ stream }));
      expect([response.statusCode, response.json()]).toEqual([
        status,
        { detail: message, error: expect.objectContaining({ message, code, param: null }) },
      ]);
    }
  });
});

it('an error that a pipe passes on from another server keeps its text', async () => {
  const { post } = await startChat(() => [{ error: { message: 'Quota used up.', code: 'quota' } }]);
  const response = await post(hello());
  expect([response.statusCode, response.json().error]).toEqual([
    502,
    { message: 'Quota used up.', code: 'quota', type: 'server_error', param: null },
  ]);
});

it('an answer in one piece that never ends is given up', async () => {
  const { post } = await startChat(function* () {
    for (;;) yield 'x'.repeat(1024 * 1024);
  });
  expect((await post(hello({ stream: false }))).statusCode).toBe(500);
});

describe('a failure midway', () => {
  it.each([
    ['an exception', new Error('password=1'), 'XOPS_PIPE_FAILED'],
    ['a refusal', new Refusal(400, 'Enough.'), 'refused'],
  ])('becomes an error in the stream, which still ends properly: %s', async (_, thrown, code) => {
    const { post } = await startChat(async function* () {
      yield 'half';
      throw thrown;
    });
    const response = await post(hello({ stream: true }));
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain('password');
    const { payloads } = readSse(response.body);
    expect(payloads.slice(1)).toEqual([
      { error: { message: expect.any(String), code } },
      expect.objectContaining({ choices: [expect.objectContaining({ finish_reason: 'stop' })] }),
      '[DONE]',
    ]);
  });

  it('becomes an error in the stream also when only heartbeats were sent', async () => {
    const { stream } = await startChat(
      async () => {
        await sleep(60);
        throw new Error('boom');
      },
      { environment: { XOPS_HEARTBEAT_MS: '20' } },
    );
    expect((await stream()).payloads[0]).toMatchObject({ error: { code: 'XOPS_PIPE_FAILED' } });
  });

  it('has a status where the answer is in one piece', async () => {
    const { post } = await startChat(async function* () {
      yield 'half';
      throw new Refusal(400, 'Enough.');
    });
    expect((await post(hello({ stream: false }))).statusCode).toBe(400);
  });
});

describe('a request', () => {
  it('may have null content, parts with images, tool messages, and any user', async () => {
    const { post } = await startChat(
      ({ userMessage, body }) => `${userMessage} ${Object.keys(body).join()}`,
    );
    const messages = [
      { role: 'system', content: 'x' },
      { role: 'assistant', content: null, tool_calls: [] },
      { role: 'tool', tool_call_id: 't', content: 'result' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          { type: 'image_url', image_url: { url: 'data:' } },
        ],
      },
      { role: 'assistant' },
    ];
    for (const user of ['u1', { id: 'u1' }, null, 5]) {
      const response = await post({ model: 'p', messages, stream: false, user, temperature: 1 });
      expect(response.json().choices[0].message.content).toBe(
        'see model,messages,stream,user,temperature',
      );
    }
  });

  it.each([
    ['{}', ['model', 'messages']],
    ['[]', ['']],
    ['null', ['']],
    ['"x"', ['']],
    ['{"model":5,"messages":[]}', ['model']],
    ['{"model":"p","messages":"x"}', ['messages']],
    ['{"model":"p","messages":[5]}', ['messages.0']],
    ['{"model":"p","messages":[{"content":"x"}]}', ['messages.0.role']],
    ['{"model":"p","messages":[],"stream":"no"}', ['stream']],
  ])('that is none is refused with the places: %s', async (body, places) => {
    const { post } = await startChat(() => 'x');
    const response = await post(body);
    expect(response.statusCode).toBe(422);
    const { detail, error } = response.json();
    const found = detail.map(({ loc }: { loc: readonly unknown[] }) => loc.slice(1).join('.'));
    expect(found).toEqual(places);
    expect(error).toMatchObject({ code: 'XOPS_BODY_INVALID' });
  });

  it('with ten thousand bad messages is refused with few lines', async () => {
    const { post } = await startChat(() => 'x');
    const response = await post({ model: 'p', messages: Array.from({ length: 10_000 }, () => 5) });
    expect(response.json().detail.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['{"model":', 400],
    ['', 422],
    [`{"model":"p","x":"${'x'.repeat(2_000)}","messages":[]}`, 413],
  ])('%.20s… is answered with %i', async (body, status) => {
    const { post } = await startChat(() => 'x', { environment: { XOPS_BODY_LIMIT_BYTES: '1024' } });
    const response = await post(body);
    expect([response.statusCode, typeof response.json().error.message]).toEqual([status, 'string']);
  });

  it('with 2,000 messages and with binary text is answered', async () => {
    const { post } = await startChat(
      ({ messages, userMessage }) => `${messages.length} ${userMessage}`,
    );
    const binary = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code), 0xd800);
    const messages = Array.from({ length: 2_000 }, () => ({ role: 'user', content: binary }));
    const response = await post({ model: 'p', messages, stream: false });
    expect(response.json().choices[0].message.content).toBe(`2000 ${binary}`);
  });
});

describe('the model of a request', () => {
  const family = defineManifold({
    id: 'mani',
    name: 'M: ',
    description: 'For tests.',
    valves: NO_VALVES,
    models: () => [{ id: 'vendor/large.v1', name: 'Large' }],
    pipe: ({ modelId, body }) => `${modelId} ${body.model}`,
  });

  it.each(['mani.vendor/large.v1', 'prefix.mani.vendor/large.v1'])('may be %s', async (model) => {
    const { post } = await startChat(() => 'x', { plugins: [family] });
    const response = await post({ model, messages: [], stream: false });
    expect(response.json().choices[0].message.content).toBe(`vendor/large.v1 ${model}`);
  });

  it.each(['nope', '', 'mani', 'mani.other', '__proto__', 'p/../p'])(
    '%j is not found',
    async (model) => {
      const { post } = await startChat(() => 'x', { plugins: [family] });
      const response = await post({ model, messages: [] });
      expect([response.statusCode, response.json().detail]).toEqual([
        404,
        `Pipeline ${model} not found`,
      ]);
    },
  );
});

describe('a background task', () => {
  const TITLE =
    '### Task:\nGenerate a concise title summarizing the chat history.\n<chat_history>\nUSER: Show idle EC2\n</chat_history>';

  it.each([
    ['by header', 'hi', { 'x-task': 'title_generation' }],
    ['by its wording', TITLE, {}],
  ])('is answered without the pipe, recognised %s', async (_, content, headers) => {
    const { post } = await startChat(() => {
      throw new Error('called');
    });
    const response = await post(
      { model: 'p', messages: [{ role: 'user', content }], stream: false },
      headers,
    );
    expect(JSON.parse(response.json().choices[0].message.content)).toHaveProperty('title');
    expect(response.json().usage.total_tokens).toBe(0);
  });

  it('can be streamed', async () => {
    const { stream } = await startChat(() => 'called');
    const messages = [{ role: 'user', content: TITLE }];
    expect(contentOf(await stream({ messages }))).toBe('{"title":"Idle EC2"}');
  });
});

describe('the context of a chat', () => {
  async function contextOf(headers: Readonly<Record<string, string>>, more: object = {}) {
    let seen: RequestContext | null = null;
    const { post } = await startChat((_input, context) => {
      seen = context;
      return 'x';
    });
    await post(hello(more), headers);
    return seen;
  }

  it('comes from the headers that a connection template fills', async () => {
    const headers = { 'x-chat-id': 'c%201', 'x-message-id': 'm1', 'x-request-id': 'request-0001' };
    expect(await contextOf(headers)).toMatchObject({
      chatId: 'c 1',
      messageId: 'm1',
      task: null,
      requestId: 'request-0001',
    });
  });

  it.each(['', '  ', '{{CHAT_ID}}'])(
    'counts %j as absent, and takes the forwarded chat id',
    async (value) => {
      const headers = { 'x-chat-id': value, 'x-message-id': value, 'x-task': value };
      expect(await contextOf({ ...headers, 'x-openwebui-chat-id': 'c2' })).toMatchObject({
        chatId: 'c2',
        messageId: null,
        task: null,
      });
    },
  );

  it('takes the ids that Open WebUI forwards with calls of tools', async () => {
    const headers = { 'x-openwebui-chat-id': 'c2', 'x-openwebui-message-id': 'm2' };
    expect(await contextOf(headers)).toMatchObject({ chatId: 'c2', messageId: 'm2' });
  });

  it('keeps what is no percent-encoding', async () => {
    expect(await contextOf({ 'x-chat-id': '100%' })).toMatchObject({ chatId: '100%' });
  });

  it('has the user of the body as an unsigned claim', async () => {
    const user = { id: 'u1', name: 'Alice', email: 'a@example.com', role: 'admin' };
    const headers = { 'x-user-groups': 'Ops, Gr%C3%BCne,,' };
    expect(await contextOf(headers, { user })).toMatchObject({
      principal: {
        groups: ['Ops', 'Grüne'],
        id: 'u1',
        name: 'Alice',
        email: 'a@example.com',
        roles: ['admin'],
        proof: 'unsigned',
      },
    });
  });

  it.each(['u1', null, {}, { id: '' }, { id: 5 }])('user %j names nobody', async (user) => {
    expect(await contextOf({}, { user })).toMatchObject({ principal: { proof: 'api-key' } });
  });

  it('prefers the forwarded headers to the user of the body', async () => {
    const headers = { 'x-openwebui-user-id': 'u2' };
    expect(await contextOf(headers, { user: { id: 'u1' } })).toMatchObject({
      principal: { id: 'u2' },
    });
  });
});

it('answers 20 chats at once, one of which fails, and stays up', async () => {
  const { post, stream } = await startChat(async function* ({ userMessage }) {
    for (let step = 0; step < 5; step += 1) {
      yield `${userMessage} `;
      await sleep(5);
      if (userMessage === 'n7' && step === 2) throw new Error('boom');
    }
  });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      stream({ messages: [{ role: 'user', content: `n${index}` }] }),
    ),
  );
  const texts = answers.map(contentOf);
  expect(texts).toEqual(texts.map((_, index) => `n${index} `.repeat(index === 7 ? 3 : 5)));
  expect((await post(hello({ stream: false }))).statusCode).toBe(200);
});
