import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { buildApp } from './app.ts';
import { defineFilter, definePipe } from './contracts/plugin.ts';
import { bearer, startTestApp, TEST_KEY } from './test/start-test-app.ts';

const limits = Type.Object({
  limit: Type.Integer({ default: 10 }),
  token: Type.String({ default: '', secret: true }),
});
const echo = definePipe({
  id: 'echo',
  name: 'Echo',
  description: 'Repeats.',
  valves: limits,
  pipe: ({ userMessage }) => userMessage,
});
const plain = definePipe({
  id: 'plain',
  name: 'Echo',
  description: 'Repeats.',
  valves: Type.Object({}),
  pipe: ({ userMessage }) => userMessage,
});
const broken = definePipe({
  id: 'broken',
  name: 'Broken',
  description: 'Needs a database.',
  valves: limits,
  pipe: () => '',
  onStartup: () => Promise.reject(new Error('no database')),
});
const tagger = defineFilter({
  id: 'tagger',
  name: 'Tagger',
  description: 'Tags.',
  valves: Type.Object({
    pipelines: Type.Array(Type.String(), { default: ['*'] }),
    priority: Type.Integer({ default: 5 }),
  }),
});
const plugins = [echo, plain, broken, tagger];
const clock = { now: () => new Date('2026-11-23T10:00:00Z') };

/** Routes that a key of all scopes does not open: an allowed upload, a form of this host, a person who is proved. */
const MORE_THAN_A_KEY = [
  'upload',
  'POST /signin',
  'POST /api/approvals/terraform',
  'POST /open-webui/events',
];
const KEYS = JSON.stringify(
  ['chat', 'filter', 'tools', 'admin'].map((scope) => ({
    name: `only-${scope}`,
    key: `key-with-only-${scope}-scope`,
    scopes: [scope],
  })),
);

describe.each(['', '/v1'])('the protocol under "%s"', (prefix) => {
  it('lists models in the shape that Open WebUI merges, broken ones left out', async () => {
    const { app } = await startTestApp({ plugins, clock });
    const answer = await app.inject({ url: `${prefix}/models`, headers: bearer() });
    const entry = { object: 'model', created: 1795428000, owned_by: 'openai' };
    expect(answer.json()).toEqual({
      data: [
        { id: 'echo', name: 'Echo', ...entry, pipeline: { type: 'pipe', valves: true } },
        { id: 'plain', name: 'Echo', ...entry, pipeline: { type: 'pipe', valves: false } },
        {
          id: 'tagger',
          name: 'Tagger',
          ...entry,
          pipeline: { type: 'filter', pipelines: ['*'], priority: 5, valves: true },
        },
      ],
      object: 'list',
      pipelines: true,
    });
  });

  it('lists pipelines with the reason why one is out of service', async () => {
    const { app } = await startTestApp({ plugins });
    const answer = await app.inject({ url: `${prefix}/pipelines`, headers: bearer() });
    expect(answer.json().data).toEqual([
      { id: 'echo', name: 'Echo', type: 'pipe', valves: true },
      { id: 'plain', name: 'Echo', type: 'pipe', valves: false },
      {
        id: 'broken',
        name: 'Broken',
        type: 'pipe',
        valves: true,
        error: 'onStartup failed: no database',
      },
      { id: 'tagger', name: 'Tagger', type: 'filter', valves: true },
    ]);
  });

  it('reads, describes and changes valves, also under a prefixed id', async () => {
    const { app } = await startTestApp({ plugins });
    const get = (path: string) => app.inject({ url: prefix + path, headers: bearer() });
    const update = await app.inject({
      method: 'POST',
      url: `${prefix}/team.echo/valves/update`,
      headers: bearer(),
      payload: { limit: '7', token: 'hush', unknown: 1 },
    });
    expect(update.json()).toEqual({ limit: 7, token: '********' });
    expect((await get('/echo/valves')).json()).toEqual({ limit: 7, token: '********' });
    expect((await get('/echo/valves/spec')).json()).toEqual({
      properties: {
        limit: { default: 10, title: 'Limit', type: 'integer' },
        token: { default: '', title: 'Token', type: 'string' },
      },
      title: 'Valves',
      type: 'object',
    });
  });

  it.each([
    ['GET', '/nope/valves', 404, 'Pipeline nope not found'],
    ['GET', '/a/b.c/valves', 404, 'Pipeline a/b.c not found'],
    ['GET', '/a%2Fb/valves/spec', 404, 'Pipeline a/b not found'],
    ['GET', '/plain/valves', 404, 'Valves for plain not found'],
    ['GET', '/plain/valves/spec', 404, 'Valves for plain not found'],
    ['POST', '/nope/valves/update', 404, 'Pipeline nope not found'],
    ['GET', '/models/echo', 404, 'Not Found'],
    ['GET', '/nothing/here', 404, 'Not Found'],
    ['HEAD', '/models', 405, undefined],
    ['POST', '/models', 405, 'Method Not Allowed'],
    ['GET', '/pipelines/reload', 405, 'Method Not Allowed'],
    ['GET', '/echo/filter/inlet', 405, 'Method Not Allowed'],
    ['POST', '/pipelines/reload', 200, undefined],
  ] as const)('%s %s answers %i', async (...expected) => {
    const [method, path, status, detail] = expected;
    const { app } = await startTestApp({ plugins });
    const payload = path.endsWith('update') ? { payload: {} } : {};
    const answer = await app.inject({ method, url: prefix + path, headers: bearer(), ...payload });
    expect(answer.statusCode).toBe(status);
    if (detail !== undefined) expect(answer.json()).toEqual({ detail });
  });

  it('changes nothing when a valve is wrong', async () => {
    const { app } = await startTestApp({ plugins });
    const change = (payload: string) =>
      app.inject({
        method: 'POST',
        url: `${prefix}/echo/valves/update`,
        headers: { ...bearer(), 'content-type': 'application/json' },
        payload,
      });
    const wrong = await change('{"limit":"many","token":"hush"}');
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json()).toEqual({
      detail: 'Valves of echo are unchanged: "limit" must be a whole number, not "many".',
    });
    expect((await change('[1]')).statusCode).toBe(422);
    expect((await change('null')).statusCode).toBe(422);
    expect((await change('')).statusCode).toBe(422);
    expect((await change('{')).statusCode).toBe(400);
    const values = await app.inject({ url: `${prefix}/echo/valves`, headers: bearer() });
    expect(values.json()).toEqual({ limit: 10, token: null });
  });
});

describe('authentication', () => {
  it('is asked for on every route but liveness and the sign-in page, and each route asks for its scope', async () => {
    const { app } = await startTestApp({ plugins, environment: { XOPS_KEYS: KEYS } });
    const matrix: Record<string, Record<string, number>> = {};
    for (const { method, path } of routesOf(app.printRoutes({ commonPrefix: false }))) {
      if (method === 'DELETE' || path.includes('/pipelines/add')) continue;
      const call = (key: string | null, query = '') =>
        app.inject({
          method,
          url: path.replace(':id', 'echo') + query,
          headers: key === null ? {} : bearer(key),
        });
      matrix[`${method} ${path}`] = {
        none: (await call(null)).statusCode,
        wrong: (await call('wrong')).statusCode,
        forged: (await call(null, '?expires=9999999999&signature=x')).statusCode,
        all: (await call(TEST_KEY)).statusCode,
      };
    }
    const isClosed = (status: number | undefined) => status === 403 || status === 401;
    const open = Object.entries(matrix).filter(([, { none }]) => !isClosed(none));
    expect(open.map(([route]) => route).toSorted()).toEqual([
      'GET /',
      'GET /healthz',
      'GET /readyz',
      'GET /signin',
      'GET /v1',
      'GET /v1/',
    ]);
    const closed = Object.entries(matrix).filter(([, { none }]) => isClosed(none));
    expect(closed.length).toBeGreaterThan(10);
    expect(closed.map(([route]) => route)).toContain('GET /evidence/:id/:file');
    for (const [route, { none, wrong, forged, all }] of closed) {
      expect([route, wrong, forged]).toEqual([route, 401, none]);
      const wantsMore = MORE_THAN_A_KEY.some((part) => route.includes(part));
      expect([route, all === 401 || all === 403]).toEqual([route, wantsMore]);
    }
  });

  it.each([
    ['/models', 'chat', 200],
    ['/models', 'filter', 200],
    ['/pipelines', 'chat', 403],
    ['/pipelines', 'filter', 403],
    ['/pipelines', 'admin', 200],
    ['/echo/valves', 'tools', 403],
    ['/metrics', 'chat', 403],
    ['/metrics', 'admin', 200],
  ])('%s with a key for %s only answers %i', async (url, scope, status) => {
    const { app } = await startTestApp({ plugins, environment: { XOPS_KEYS: KEYS } });
    const answer = await app.inject({ url, headers: bearer(`key-with-only-${scope}-scope`) });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().detail).toContain(`The API key "only-${scope}" lacks`);
  });

  it.each([
    [{}, 403, 'Not authenticated'],
    [{ authorization: '' }, 403, 'Not authenticated'],
    [{ authorization: 'Bearer' }, 403, 'Not authenticated'],
    [{ authorization: 'Bearer ' }, 403, 'Not authenticated'],
    [{ authorization: 'Basic dXNlcjpwYXNz' }, 403, 'Invalid authentication credentials'],
    [{ authorization: 'Bearer wrong' }, 401, 'Invalid API key'],
    [{ authorization: `Bearer ${TEST_KEY}x` }, 401, 'Invalid API key'],
    [{ authorization: `Bearer ${TEST_KEY.toUpperCase()}` }, 401, 'Invalid API key'],
    [{ 'x-api-key': TEST_KEY }, 403, 'Not authenticated'],
  ])('answers %j as the reference server does', async (headers, status, detail) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/models', headers });
    expect([answer.statusCode, answer.json()]).toEqual([status, { detail }]);
    expect(answer.headers['x-request-id']).toBeDefined();
  });

  it('accepts the scheme in any case', async () => {
    const { app } = await startTestApp();
    const headers = { authorization: `bearer ${TEST_KEY}` };
    expect((await app.inject({ url: '/models', headers })).statusCode).toBe(200);
  });

  it('refuses to start with a route that forgot to say who may use it', async () => {
    const { services } = await startTestApp();
    const app = await buildApp(services);
    expect(() => app.get('/forgotten', () => 'x')).toThrow(/does not declare config.scope/);
    const open = { config: { scope: 'everybody' as const } };
    expect(() => app.get('/leak', open, () => 'x')).toThrow(/not a liveness route/);
    const linked = { config: { scope: 'signed-link' as const } };
    expect(() => app.get('/leak', linked, () => 'x')).toThrow(/not a route of files/);
    await app.close();
  });

  it('refuses a forged user even with the right key', async () => {
    const environment = { FORWARD_USER_INFO_HEADER_JWT_SECRET: 'a secret shared with Open WebUI' };
    const { app } = await startTestApp({ environment });
    const headers = { ...bearer(), 'x-openwebui-user-jwt': 'a.b.c' };
    const answer = await app.inject({ url: '/models', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.json().detail).toMatch(/FORWARD_USER_INFO_HEADER_JWT_SECRET/);
  });
});

describe('bad input', () => {
  it('answers a body that is too large with the setting to change', async () => {
    const { app } = await startTestApp({ plugins, environment: { XOPS_BODY_LIMIT_BYTES: '1024' } });
    const answer = await app.inject({
      method: 'POST',
      url: '/echo/valves/update',
      headers: bearer(),
      payload: { token: 'x'.repeat(2000) },
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json().detail).toMatch(/larger than 1024 bytes.*XOPS_BODY_LIMIT_BYTES/);
  });

  it('answers other media types, broken addresses and hostile keys', async () => {
    const { app } = await startTestApp({ plugins });
    const post = (type: string, payload: string) =>
      app.inject({
        method: 'POST',
        url: '/echo/valves/update',
        headers: { ...bearer(), 'content-type': type },
        payload,
      });
    expect((await post('text/plain', 'limit=1')).statusCode).toBe(415);
    const polluting = await post('application/json', '{"__proto__":{"limit":1},"limit":2}');
    expect(polluting.json()).toMatchObject({ limit: 2 });
    const broken = await app.inject({ url: '/%E0%A4%A/valves', headers: bearer() });
    expect([broken.statusCode, typeof broken.json().detail]).toEqual([400, 'string']);
    const long = await app.inject({ url: `/${'x'.repeat(3000)}/valves`, headers: bearer() });
    expect([long.statusCode, long.json()]).toEqual([400, broken.json()]);
  });

  it('never shows the text of an unforeseen error, and names the request instead', async () => {
    const { app, services } = await startTestApp({ plugins });
    services.valvesStore.write = () => Promise.reject(new Error('password of the database is x'));
    const answer = await app.inject({
      method: 'POST',
      url: '/echo/valves/update',
      headers: { ...bearer(), 'x-request-id': 'request-4711' },
      payload: {},
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('password');
    expect(answer.json().detail).toContain('request-4711');
    expect(answer.headers['x-request-id']).toBe('request-4711');
  });

  it('does not take a request id that could forge a log line', async () => {
    const { app } = await startTestApp();
    const headers = { 'x-request-id': 'a b"c' };
    const answer = await app.inject({ url: '/', headers });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('probes and figures', () => {
  it('is ready as long as the store answers', async () => {
    const { app, services } = await startTestApp();
    expect((await app.inject({ url: '/readyz' })).json()).toEqual({ status: true });
    services.valvesStore.read = () => Promise.reject(new Error('gone'));
    const answer = await app.inject({ url: '/readyz' });
    expect([answer.statusCode, answer.json().detail]).toEqual([503, 'The store cannot be read.']);
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('refuses with a detail while it closes, and lets the process be seen alive', async () => {
    const { services } = await startTestApp();
    const app = await buildApp(services);
    let url = '';
    const answers: [number, string][] = [];
    app.addHook('preClose', async () => {
      for (const path of ['/healthz', '/readyz', '/models']) {
        const answer = await fetch(url + path, { headers: bearer() });
        answers.push([answer.status, await answer.text()]);
      }
    });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    await app.close();
    const refused = '{"detail":"The server is shutting down. Try again in a moment."}';
    expect(answers).toEqual([
      [200, '{"status":true}'],
      [503, refused],
      [503, refused],
    ]);
  });

  it('counts requests by route pattern and plugins by state', async () => {
    const { app } = await startTestApp({ plugins });
    await app.inject({ url: '/v1/echo/valves', headers: bearer() });
    const { body, headers } = await app.inject({ url: '/metrics', headers: bearer() });
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain(
      'xops_http_request_seconds_count{method="GET",route="/v1/:id/valves",status="200"} 1',
    );
    expect(body).toContain('xops_plugins{type="pipe",state="failed"} 1');
  });
});

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
}

/** Reads Fastify's own picture of its routes, so that no route can be left out of the test. */
function routesOf(tree: string): readonly Route[] {
  const routes: Route[] = [];
  const stack: { depth: number; path: string }[] = [];
  for (const line of tree.split('\n')) {
    const match = /^(?<indent>[│├└─ ]*)(?<segment>\S*?) ?(?:\((?<methods>[A-Z, ]+)\))?$/u.exec(
      line,
    );
    if (match?.groups === undefined || line.trim() === '') continue;
    const { indent = '', segment = '', methods = '' } = match.groups;
    while ((stack.at(-1)?.depth ?? -1) >= indent.length) stack.pop();
    const path = (stack.at(-1)?.path ?? '') + segment;
    stack.push({ depth: indent.length, path });
    for (const method of methods.split(', ').filter((name) => /^(GET|POST|DELETE)$/.test(name))) {
      routes.push({ method: method as Route['method'], path });
    }
  }
  return routes;
}
