import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { defineFilter } from './contracts/plugin.ts';
import type { AdminStatus } from './contracts/server-status.ts';
import { json, startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { runXops } from './test/run-xops.ts';
import {
  bearer,
  startTestApp,
  TEST_KEY,
  type TestApp,
  type TestAppOptions,
} from './test/start-test-app.ts';

const HTML = { accept: 'text/html' };
const LOOKER = 'a-key-that-may-chat-only';
const POISON = '<script>alert(1)</script>"onload="x';

const strict = defineFilter({
  id: 'strict',
  name: `Strict ${POISON}`,
  description: 'Says no.',
  valves: Type.Object({
    enabled: Type.Boolean({ default: true, title: 'Enabled' }),
    pipelines: Type.Array(Type.String(), { default: ['*'], title: 'Models' }),
    priority: Type.Integer({ default: 0, minimum: 0, title: 'Priority' }),
    mode: Type.Enum(['warn', 'block'], { default: 'warn', title: 'Mode' }),
    api_token: Type.String({ default: '', title: 'Token', secret: true }),
  }),
  inlet: (body) => body,
});

async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const settings = `keys: [{ name: looker, key: ${LOOKER}, scopes: [chat] }]`;
  const files = { 'broken.mjs': `throw new Error(${JSON.stringify(POISON)})` };
  return await startTestApp({ plugins: [strict], files, settings, ...options });
}

const page = async ({ app }: TestApp, key = TEST_KEY) =>
  await app.inject({ url: '/admin', headers: { ...HTML, ...bearer(key) } });

const save = async (
  { app }: TestApp,
  form: Record<string, string>,
  more: { key?: string; id?: string } = {},
) =>
  await app.inject({
    method: 'POST',
    url: `/admin/valves/${more.id ?? 'strict'}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...HTML,
      ...bearer(more.key ?? TEST_KEY),
    },
    payload: new URLSearchParams(form).toString(),
  });

it('shows an admin pipelines with their errors and valves, routes, budgets and the audit log', async () => {
  const test = await start();
  await test.services.audit.append({
    at: '2026-11-28T10:00:00.000Z',
    kind: 'model.request.decided',
    facts: { rule: POISON },
  });
  const { statusCode, body, headers } = await page(test);
  expect(statusCode).toBe(200);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(body).toContain('name="mode"');
  expect(body).toContain('broken');
  expect(body).toContain('model.request.decided');
  expect(body).toContain('answers are written without a model');
  expect(body).not.toContain('<script>alert');
});

it('shows whoever may only chat names and states, and no reason, value, person or record', async () => {
  const test = await start();
  await test.services.audit.append({
    at: '2026-11-28T10:00:00.000Z',
    kind: 'some.kind',
    facts: {},
  });
  const { statusCode, body } = await page(test, LOOKER);
  expect(statusCode).toBe(200);
  expect(body).toContain('You can look and not change');
  expect(body).toContain('out of service');
  for (const hidden of ['alert(1)', 'name="mode"', 'some.kind', '/admin/valves'])
    expect(body.replaceAll('Strict &lt;script&gt;alert(1)', '')).not.toContain(hidden);
  expect((await save(test, { mode: 'block' }, { key: LOOKER })).statusCode).toBe(403);
  expect(
    (await test.app.inject({ url: '/admin/status', headers: bearer(LOOKER) })).statusCode,
  ).toBe(403);
  expect(test.services.plugins.valves('strict')).toMatchObject({ mode: 'warn' });
});

it('lets nobody in without a key, and leads a browser to the sign-in and back', async () => {
  const test = await start();
  expect((await test.app.inject({ url: '/admin/status' })).statusCode).toBe(403);
  const { statusCode, headers } = await test.app.inject({ url: '/admin', headers: HTML });
  expect([statusCode, headers.location]).toEqual([303, '/signin?next=%2Fadmin']);
  const signedIn = await test.app.inject({
    method: 'POST',
    url: '/signin',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...HTML },
    payload: new URLSearchParams({ key: TEST_KEY, next: '/admin' }).toString(),
  });
  expect(signedIn.headers.location).toBe('/admin');
});

it('saves what was changed, and keeps a secret that was not typed again', async () => {
  const test = await start();
  const form = {
    enabled: 'false',
    pipelines: 'a, b',
    priority: '7',
    mode: 'block',
    api_token: 'hush-hush',
  };
  const { statusCode, headers } = await save(test, form);
  expect([statusCode, headers.location]).toEqual([303, '/admin#pipeline-strict']);
  expect(test.services.plugins.valves('strict')).toMatchObject({
    enabled: false,
    pipelines: ['a', 'b'],
    priority: 7,
    mode: 'block',
  });
  expect((await page(test)).body).not.toContain('hush');
  await save(test, { priority: '8', api_token: '' });
  expect(await test.services.valvesStore.read('strict')).toMatchObject({
    priority: 8,
    api_token: 'hush-hush',
  });
});

it.each([
  [{ priority: '-1' }, 422, 'priority'],
  [{ priority: 'many' }, 422, 'whole number'],
  [{ mode: 'maybe' }, 422, 'mode'],
  [{ enabled: '' }, 422, 'enabled'],
  [{ __proto__x: '1', toString: 'x', nothing: '1' }, 303, ''],
])('answers %o with %i and changes nothing', async (form, status, text) => {
  const test = await start();
  const before = test.services.plugins.valves('strict');
  const { statusCode, body } = await save(test, form as Record<string, string>);
  expect(statusCode).toBe(status);
  expect(body).toContain(text);
  expect(test.services.plugins.valves('strict')).toEqual(before);
});

it('knows no pipeline of another name, and takes no form of another site or size', async () => {
  const test = await start();
  expect((await save(test, { mode: 'block' }, { id: 'nobody' })).statusCode).toBe(404);
  expect((await save(test, { mode: 'x'.repeat(9000) })).statusCode).toBe(400);
  const { headers } = await test.app.inject({
    method: 'POST',
    url: '/signin',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...HTML },
    payload: new URLSearchParams({ key: TEST_KEY }).toString(),
  });
  const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  const foreign = await test.app.inject({
    method: 'POST',
    url: '/admin/valves/strict',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie,
      origin: 'https://evil.example',
    },
    payload: 'mode=block',
  });
  expect(foreign.statusCode).toBe(403);
  expect(test.services.plugins.valves('strict')).toMatchObject({ mode: 'warn' });
});

it('says of routes whether they answer, and asks them no more than every five seconds', async () => {
  const upstream = await startFakeUpstream(() => json({ models: [{ name: 'llama3.2' }] }));
  const routes = [
    { id: 'here', provider: 'ollama', baseUrl: upstream.url },
    { id: 'gone', provider: 'ollama', baseUrl: 'http://127.0.0.1:9' },
    { id: 'rock', provider: 'bedrock', region: 'eu-west-1', models: ['eu.amazon.nova-lite-v1:0'] },
  ];
  const test = await start({ environment: { XOPS_ROUTES: JSON.stringify(routes) } });
  const read = async () =>
    (await test.app.inject({ url: '/admin/status', headers: bearer() })).json<AdminStatus>();
  const { routes: states } = await read();
  const asked = upstream.received.length;
  await read();
  expect(upstream.received.length).toBe(asked);
  expect(states).toMatchObject([
    { id: 'here', place: 'local', state: 'answers', detail: 'one model' },
    { id: 'gone', state: 'silent' },
    { id: 'rock', state: 'not-asked' },
  ]);
  expect((await page(test, LOOKER)).body).not.toContain('127.0.0.1');
  await upstream.close();
});

it('tells the same in the terminal', async () => {
  const test = await start();
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 });
  const environment = { PIPELINES_API_KEY: TEST_KEY };
  const { code, out } = await runXops(environment, ['status', '--url', url]);
  expect(code).toBe(3);
  expect(out).toContain('strict (filter): in service');
  const asJson = await runXops(environment, ['status', '--url', `${url}/`, '--json']);
  expect(JSON.parse(asJson.out)).toMatchObject({ pipelines: [{ id: 'strict' }, { id: 'broken' }] });
  const wrong = await runXops({ PIPELINES_API_KEY: 'another-key-of-16' }, ['status', '--url', url]);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('Its key is another')]);
  const nobody = await runXops(environment, ['status', '--url', 'http://127.0.0.1:9']);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('Start the server first')]);
  expect((await runXops(environment, ['status', '--url', 'file:///etc/passwd'])).code).toBe(2);
  const unknown = await runXops({ DATA_DIR: test.folder }, ['status', '--url', url]);
  expect([unknown.code, unknown.err]).toEqual([
    2,
    expect.stringContaining('start the server first'),
  ]);
});
