import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { type FakeWebui, handshake, startFakeWebui, WEBUI_ADMIN } from '../test/fake-open-webui.ts';
import { runXops } from '../test/run-xops.ts';
import { checkChroma } from './doctor-chroma.ts';
import { judgeRoom } from './doctor-disk.ts';
import type { Finding } from './doctor-finding.ts';

const KEY = 'a-key-of-the-server';

function environment(webui: FakeWebui) {
  return {
    PIPELINES_API_KEY: KEY,
    OPEN_WEBUI_URL: webui.url,
    OPEN_WEBUI_API_KEY: WEBUI_ADMIN.token,
    DATA_DIR: '/dev/null/none',
  };
}

/** A fake that was set up by `connect`, changed by the test. */
async function examine(change: (state: FakeWebui['state']) => void, ...options: readonly string[]) {
  const webui = await startFakeWebui();
  await runXops(environment(webui), ['connect', '--guard', ...options]);
  change(webui.state);
  const writes = webui.written.filter((line) => !line.endsWith('/openai/chat/completions')).length;
  const { out } = await runXops(environment(webui), ['doctor', '--json']);
  const findings: Finding[] = JSON.parse(out);
  const after = webui.written.filter((line) => !line.endsWith('/openai/chat/completions'));
  expect(after).toHaveLength(writes);
  expect(out).not.toContain(KEY);
  return (id: string) => findings.find((finding) => finding.id === id);
}

type State = FakeWebui['state'];

/** Ours is the last connection. */
const ours = (state: State) => state.openai.configs['1'] as Record<string, unknown>;

describe('xops doctor on an Open WebUI', () => {
  it('finds nothing where connect was run', async () => {
    const of = await examine(() => undefined);
    const ids = ['connection', 'connection-key', 'connection-headers', 'reaches-server', 'guard'];
    for (const id of ids) expect(of(`webui-${id}`)).toMatchObject({ state: 'ok', remedy: null });
    expect(of('open-webui')).toMatchObject({ state: 'ok' });
  });

  it.each<[string, string, (state: State) => void, RegExp]>([
    [
      'no connection',
      'connection',
      (s) => Object.assign(s, { openai: { ...s.openai, urls: [] }, models: [] }),
      /none leads to/,
    ],
    ['a forgotten one', 'connection', (s) => s.openai.urls.pop(), /ENABLE_PERSISTENT_CONFIG=false/],
    [
      'one that is off',
      'connection',
      (s) => Object.assign(ours(s), { enable: false }),
      /switched off/,
    ],
    ['an empty key', 'connection-key', (s) => s.openai.keys.pop(), /empty/],
    [
      'another key',
      'connection-key',
      (s) => s.openai.keys.splice(1, 1, 'x'),
      /not the key of this/,
    ],
    [
      'a prefix',
      'connection-prefix',
      (s) => Object.assign(ours(s), { prefix_id: 'a' }),
      /"a" stands/,
    ],
    [
      'a list',
      'connection-models',
      (s) => Object.assign(ours(s), { model_ids: ['xops'] }),
      /list of 1/,
    ],
    ['no headers', 'connection-headers', (s) => Object.assign(ours(s), { headers: {} }), /X-Task/],
    [
      'another secret',
      'reaches-server',
      (s) =>
        Object.assign(s, { handshake: [401, { detail: 'X-OpenWebUI-User-Jwt is not valid' }] }),
      /refuses the identity/,
    ],
    [
      'no server',
      'reaches-server',
      (s) => Object.assign(s, { handshake: [500, { detail: 'x' }] }),
      /does not reach/,
    ],
    [
      'nobody named',
      'identity',
      (s) => Object.assign(s, { handshake: handshake('api-key') }),
      /everybody is one/,
    ],
    [
      'people unsigned',
      'identity',
      (s) => Object.assign(s, { handshake: handshake('unsigned') }),
      /without a signature/,
    ],
    ['clocks apart', 'clock', () => undefined, /seconds apart/],
    ['no entry', 'model-access', (s) => Object.assign(s, { models: [] }), /only admins see xops/],
    [
      'tools switched off',
      'tool-server',
      (s) => Object.assign(s, { toolsOff: true }),
      /switched off in Open WebUI/,
    ],
    ['no tool server', 'tool-server', (s) => s.toolServers.shift(), /there is none/],
    [
      'one that is off',
      'tool-server',
      (s) => Object.assign(s.toolServers[0] ?? {}, { config: {} }),
      /switched off/,
    ],
    [
      'no grants',
      'tool-server',
      (s) => Object.assign(s.toolServers[0] ?? {}, { config: { enable: true } }),
      /nobody but admins/,
    ],
    ['tools not read', 'tool-server', (s) => s.listedTools.pop(), /lists no tool/],
    [
      'an old description',
      'tool-server',
      (s) => Object.assign(s.toolServers[0] ?? {}, { spec: '{}' }),
      /another version/,
    ],
    [
      'a guard that is off',
      'guard',
      (s) => Object.assign(s.functions[0] ?? {}, { is_active: false }),
      /switched off/,
    ],
    [
      'a guard of one model',
      'guard',
      (s) => Object.assign(s.functions[0] ?? {}, { is_global: false }),
      /not for all/,
    ],
    [
      'a guard with an old key',
      'guard',
      (s) => Object.assign(s.valves, { xops_guard: { url: 'x' } }),
      /stops every chat/,
    ],
    [
      'the published password',
      'default-password',
      (s) => Object.assign(s, { publishedPassword: 200 }),
      /publishes/,
    ],
    [
      'what cannot be looked at',
      'embedding-model',
      (s) => s.broken.push('/api/v1/retrieval/embedding'),
      /could not be looked at/,
    ],
  ])('names %s (webui-%s)', async (...[, id, change, detail]) => {
    const of = await examine(change);
    expect(of(`webui-${id}`)).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  it('warns of a description that is read by its address, and of a sign-in that could not be tried', async () => {
    const of = await examine((state) => {
      Object.assign(state.toolServers[0] ?? {}, { spec_type: 'url' });
      state.publishedPassword = 429;
    });
    expect(of('webui-tool-server')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('with Redis it is not read again'),
    });
    expect(of('webui-default-password')).toMatchObject({ state: 'warning' });
  });

  it('names vectors of another model', async () => {
    const of = await examine((state) => {
      state.embedding['RAG_EMBEDDING_MODEL'] = 'old';
    }, '--documents');
    expect(of('webui-embedding-model')).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Reindex'),
    });
  });

  it('warns of ways past this server, and of the route that no filter sees', async () => {
    const past = (state: State) => {
      state.openai.keys[0] = 'sk';
      state.functions = [];
    };
    const of = await examine(past);
    expect(of('webui-bypasses')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('api.openai.com'),
    });
    expect(of('webui-native-routes')).toMatchObject({ state: 'warning' });
    const closed = await examine((state) => {
      past(state);
      state.nativeStatus = 403;
    });
    expect(closed('webui-native-routes')).toMatchObject({ state: 'ok' });
  });

  it('says that it needs an admin, and who is none', async () => {
    const webui = await startFakeWebui();
    const { OPEN_WEBUI_API_KEY: _, ...anonymous } = environment(webui);
    expect((await runXops(anonymous, ['doctor'])).out).toContain('no admin is named');
    webui.state.role = 'user';
    const { code, out } = await runXops(environment(webui), ['doctor']);
    expect(code).toBe(1);
    expect(out).toContain('an admin is needed');
  });
});

describe('the checks of this machine', () => {
  it.each([
    [5000, 'ok'],
    [500, 'warning'],
    [50, 'failed'],
  ])('judge %i MiB of room', (free, state) => {
    expect(judgeRoom(free, '/data')).toMatchObject({ id: 'disk', state });
  });

  it('name a Chroma that does not answer', async () => {
    expect(await checkChroma(readConfig({}))).toMatchObject({ state: 'ok' });
    const config = readConfig({ CHROMA_URL: 'http://127.0.0.1:9' });
    expect(await checkChroma(config)).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Open WebUI needs the same one'),
    });
  });
});
