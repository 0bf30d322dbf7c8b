import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import {
  defineFilter,
  defineManifold,
  definePipe,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../contracts/plugin.ts';
import { bearer, startTestApp } from '../test/start-test-app.ts';

const VALVES = Type.Object({
  pipelines: Type.Array(Type.String(), { default: ['*'] }),
  priority: Type.Integer({ default: 0 }),
});

type Inlet = NonNullable<FilterPlugin['inlet']>;

const PIPE = definePipe({
  id: 'p',
  name: 'p',
  description: 'x',
  valves: Type.Object({}),
  pipe: () => 'x',
});
const FAMILY = defineManifold({
  id: 'mani',
  name: 'M',
  description: 'x',
  valves: Type.Object({}),
  models: () => [{ id: 'vendor/large', name: 'L' }],
  pipe: () => 'x',
});

/** A server with the filter `f`, and a way to call hooks on it. */
async function startFilter(inlet: Inlet) {
  const filter = defineFilter({ id: 'f', name: 'f', description: 'x', valves: VALVES, inlet });
  const { app } = await startTestApp({
    plugins: [filter, PIPE, FAMILY],
    environment: { XOPS_FILTER_DEADLINE_MS: '60' },
  });
  const call = (body: unknown, path = '/f/filter/inlet', more: object = {}) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { ...bearer(), 'content-type': 'application/json' },
      payload: JSON.stringify({ body, ...more }),
    });
  return { app, call };
}

const BODY = { model: 'p', messages: [{ role: 'user', content: 'hi' }], odd: { kept: true } };
const TASK_BODY = { ...BODY, metadata: { task: 'title_generation' } };

describe('a hook', () => {
  it('replaces the payload with what it answers', async () => {
    const { call } = await startFilter((body) => ({ ...body, seen: true }));
    const response = await call(BODY);
    expect([response.statusCode, response.json()]).toEqual([200, { ...BODY, seen: true }]);
  });

  it.each([
    '/f/filter/outlet',
    '/p/filter/inlet',
    '/mani.vendor/large/filter/inlet',
    '/v1/prefix.p/filter/outlet',
  ])('that is not there leaves the payload as it is: %s', async (path) => {
    const { call } = await startFilter(() => ({}));
    const response = await call(BODY, path);
    expect([response.statusCode, response.json()]).toEqual([200, BODY]);
  });

  it.each([
    ['a model of this server', { model: 'p' }, true],
    ['a child of a manifold', { model: 'mani.vendor/large' }, true],
    [
      'a preset on one',
      { model: 'mine', metadata: { model: { info: { base_model_id: 'p' } } } },
      true,
    ],
    [
      'a preset on another',
      { model: 'p', metadata: { model: { info: { base_model_id: 'gpt' } } } },
      false,
    ],
    ['one with the same end', { model: 'other.p' }, false],
    ['a filter', { model: 'f' }, false],
    ['nothing', {}, false],
  ])('is told whether the payload is for a model of this server: %s', async (_what, body, here) => {
    const { call } = await startFilter((given, { servedHere }) => ({ ...given, servedHere }));
    expect((await call(body)).json()).toEqual({ ...body, servedHere: here });
  });

  it('of an unknown filter is not found', async () => {
    const { call } = await startFilter((body) => body);
    const response = await call(BODY, '/nope/filter/inlet');
    expect([response.statusCode, response.json()]).toEqual([
      404,
      { detail: 'Filter nope not found' },
    ]);
  });
});

describe('a filter that', () => {
  const unusable = { status: 500, detail: 'gave no usable result' };
  const giving =
    (json: string): Inlet =>
    () => {
      const value: unknown = JSON.parse(json);
      return value as ReturnType<Inlet>;
    };
  const throwing =
    (error: Error): Inlet =>
    () => {
      throw error;
    };

  it.each<[string, Inlet, { status: number; detail: string }]>([
    [
      'refuses',
      throwing(new Refusal(429, 'Ask tomorrow.')),
      { status: 429, detail: 'Ask tomorrow.' },
    ],
    ['fails', throwing(new Error('password=1')), unusable],
    ['fails later', () => Promise.reject(new Error('password=1')), unusable],
    [
      'hangs',
      () => new Promise(() => undefined),
      { status: 503, detail: 'not answer within 60 ms' },
    ],
    ['gives null', giving('null'), unusable],
    ['gives a list', giving('[]'), unusable],
    ['gives text', giving('"x"'), unusable],
  ])(
    '%s blocks the chat with a detail, and spares a task',
    async (_, inlet, { status, detail }) => {
      const { call } = await startFilter(inlet);
      const response = await call(BODY);
      expect([response.statusCode, response.json()]).toEqual([
        status,
        { detail: expect.stringContaining(detail) },
      ]);
      expect(response.body).not.toContain('password');
      const task = await call(TASK_BODY);
      expect([task.statusCode, task.json()]).toEqual([200, TASK_BODY]);
    },
  );

  it('fails on a task leaves no half of its changes', async () => {
    const { call } = await startFilter((body) => {
      Object.assign(body, { changed: true });
      throw new Error('boom');
    });
    expect((await call(TASK_BODY)).json()).toEqual(TASK_BODY);
  });

  it('works on a task may change it', async () => {
    const { call } = await startFilter((body) => ({ ...body, changed: true }));
    expect((await call(TASK_BODY)).json()).toEqual({ ...TASK_BODY, changed: true });
  });

  it('hangs is told to stop', async () => {
    let aborted = false;
    const { call } = await startFilter((_body, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    });
    await call(BODY);
    expect(aborted).toBe(true);
  });
});

describe('the context of a filter call', () => {
  async function contextOf(body: object, more: object = {}, hook = 'inlet') {
    const seen: FilterContext<unknown>[] = [];
    const keep: Inlet = (payload, context) => {
      seen.push(context);
      return payload;
    };
    const filter = defineFilter({
      id: 'g',
      name: 'g',
      description: 'x',
      valves: VALVES,
      inlet: keep,
      outlet: keep,
    });
    const { app } = await startTestApp({ plugins: [filter] });
    const payload = { body, ...more };
    await app.inject({ method: 'POST', url: `/g/filter/${hook}`, headers: bearer(), payload });
    return seen[0];
  }

  it('has chat, message and task from the metadata', async () => {
    const metadata = { chat_id: 'c', message_id: 'm', task: 'tags_generation' };
    expect(await contextOf({ metadata })).toMatchObject({
      chatId: 'c',
      messageId: 'm',
      task: 'tags_generation',
      valves: { pipelines: ['*'], priority: 0 },
    });
  });

  it('has chat and message of an outlet from its body', async () => {
    expect(await contextOf({ chat_id: 'c', id: 'm' }, {}, 'outlet')).toMatchObject({
      chatId: 'c',
      messageId: 'm',
    });
    expect(await contextOf({ chat_id: 'c', id: 'm' })).toMatchObject({ messageId: null });
  });

  it.each([null, 'x', 5, { chat_id: 5, message_id: null, task: 'unknown' }])(
    'makes nothing of metadata %j',
    async (metadata) => {
      expect(await contextOf({ metadata })).toMatchObject({
        chatId: null,
        messageId: null,
        task: null,
      });
    },
  );

  it('has the user as an unsigned claim', async () => {
    const user = { id: 'u1', email: 'a@example.com', name: 'Alice', role: 'user' };
    expect(await contextOf({}, { user })).toMatchObject({
      user,
      principal: { id: 'u1', roles: ['user'], proof: 'unsigned' },
    });
  });

  it.each([[null], [undefined], [{}], [{ id: null }]])('has no user for %j', async (user) => {
    expect(await contextOf({}, { user })).toMatchObject({
      user: null,
      principal: { proof: 'api-key' },
    });
  });
});

describe('a call that is none', () => {
  it.each([
    [{}, ['body', 'body']],
    [{ body: [] }, ['body', 'body']],
    [{ body: null }, ['body', 'body']],
    [{ body: {}, user: 'x' }, ['body', 'user']],
    [[], ['body']],
  ])('is refused with its place: %j', async (payload, loc) => {
    const { app } = await startFilter((body) => body);
    const response = await app.inject({
      method: 'POST',
      url: '/f/filter/inlet',
      headers: bearer(),
      payload,
    });
    expect(response.statusCode).toBe(422);
    expect(response.json().detail[0].loc).toEqual(loc);
  });
});
