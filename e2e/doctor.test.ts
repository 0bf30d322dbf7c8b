import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { CONNECTION_KEY, type OpenWebui, startFreshOpenWebui } from './harness/open-webui.ts';
import { post } from './harness/open-webui-client.ts';
import { runCli } from './harness/xops-cli.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

interface Finding {
  readonly id: string;
  readonly state: string;
  readonly detail: string;
  readonly remedy: string | null;
}

let xops: XopsServer;
let webui: OpenWebui;

/** An Open WebUI that forwards no identity, as it does after its installation. */
beforeAll(async () => {
  xops = await startXops();
  webui = await startFreshOpenWebui({ name: 'open-webui-doctor', environment: {} });
  return async () => {
    await webui.stop();
    await xops.stop();
  };
}, 240_000);

/** A command of `xops` for an admin of an Open WebUI, whose session is in a file. */
function command(name: string, args: readonly string[], target = webui) {
  const file = path.join(xops.folder, 'token');
  writeFileSync(file, target.adminToken);
  const access = ['--url', target.url, '--server', xops.url, '--token-file', file];
  return runCli([name, ...access, ...args], {
    PIPELINES_API_KEY: CONNECTION_KEY,
    DATA_DIR: path.join(xops.folder, 'data'),
    PORT: new URL(xops.url).port,
  });
}

/** What the doctor finds, by id. */
async function examine(target: Pick<OpenWebui, 'url' | 'adminToken'> = webui) {
  const { code, out, err } = await command('doctor', ['--json'], { ...webui, ...target });
  expect(err).toBe('');
  expect(out).not.toContain(CONNECTION_KEY);
  const findings: Finding[] = JSON.parse(out);
  return { code, of: (id: string) => findings.find((finding) => finding.id === id) };
}

async function connect(): Promise<void> {
  const { code, out, err } = await command('connect', ['--guard']);
  expect({ code, err, out: out.includes('Not done') }).toEqual({ code: 0, err: '', out: false });
}

async function admin(pathname: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${webui.adminToken}`);
  const response = await fetch(`${webui.url}${pathname}`, { ...init, headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

/** Changes what Open WebUI knows of its connections; ours is the last. */
async function changeConnections(
  change: (state: { urls: string[]; keys: string[]; config: Record<string, unknown> }) => void,
): Promise<void> {
  const now = await admin('/openai/config');
  const [urls, keys] = [now['OPENAI_API_BASE_URLS'], now['OPENAI_API_KEYS']] as string[][];
  const configs = now['OPENAI_API_CONFIGS'] as Record<string, Record<string, unknown>>;
  const place = (urls ?? []).findIndex((url) => url.startsWith(xops.url));
  const config = configs[String(place)] ?? {};
  change({ urls: urls ?? [], keys: keys ?? [], config });
  await admin('/openai/config/update', post({ ...now, OPENAI_API_CONFIGS: configs }));
}

async function changeToolServer(change: (server: Record<string, unknown>) => void): Promise<void> {
  const now = await admin('/api/v1/configs/tool_servers');
  const servers = now['TOOL_SERVER_CONNECTIONS'] as Record<string, unknown>[];
  for (const server of servers.filter(({ type }) => type === 'openapi')) change(server);
  await admin('/api/v1/configs/tool_servers', post({ TOOL_SERVER_CONNECTIONS: servers }));
}

interface Broken {
  readonly what: string;
  readonly id: string;
  /** `failed` where it is not said. */
  readonly state?: 'warning';
  readonly detail: RegExp;
  readonly remedy: RegExp;
  readonly breakIt: () => Promise<unknown>;
}

const REMOVE_CONNECTION = () =>
  changeConnections(({ urls, keys }) => {
    urls.pop();
    keys.pop();
  });

/** Each is broken in the real Open WebUI, and mended by `xops connect --guard`. */
const BROKEN: readonly Broken[] = [
  {
    what: 'an empty key',
    id: 'webui-connection-key',
    detail: /empty: no filter is called/,
    remedy: /xops connect/,
    breakIt: () => changeConnections(({ keys }) => keys.splice(-1, 1, '')),
  },
  {
    what: 'a prefix',
    id: 'webui-connection-prefix',
    detail: /"aws" stands before every model/,
    remedy: /takes it away/,
    breakIt: () => changeConnections(({ config }) => Object.assign(config, { prefix_id: 'aws' })),
  },
  {
    what: 'a list of models',
    id: 'webui-connection-models',
    detail: /finds no filter/,
    remedy: /empties it/,
    breakIt: () =>
      changeConnections(({ config }) => Object.assign(config, { model_ids: ['xops'] })),
  },
  {
    what: 'a header too few',
    id: 'webui-connection-headers',
    detail: /missing: X-Chat-Id, X-Message-Id, X-User-Groups/,
    remedy: /xops connect/,
    breakIt: () =>
      changeConnections(({ config }) =>
        Object.assign(config, { headers: { 'X-Task': '{{TASK}}' } }),
      ),
  },
  {
    what: 'a connection that was forgotten',
    id: 'webui-connection',
    detail: /ENABLE_PERSISTENT_CONFIG=false/,
    remedy: /--print-env/,
    breakIt: REMOVE_CONNECTION,
  },
  {
    what: 'tools without grants',
    id: 'webui-tool-server',
    detail: /nobody but admins/,
    remedy: /xops connect/,
    breakIt: () =>
      changeToolServer((server) => Object.assign(server, { config: { enable: true } })),
  },
  {
    what: 'a description that is read by its address',
    id: 'webui-tool-server',
    state: 'warning',
    detail: /with Redis it is not read again/,
    remedy: /stores the description/,
    breakIt: () =>
      changeToolServer((server) => Object.assign(server, { spec_type: 'url', spec: '' })),
  },
  {
    what: 'a stored description of another version',
    id: 'webui-tool-server',
    detail: /another version/,
    remedy: /xops connect/,
    breakIt: () =>
      changeToolServer((server) => {
        const spec = JSON.parse(String(server['spec'])) as { paths: Record<string, unknown> };
        const [first = ''] = Object.keys(spec.paths);
        delete spec.paths[first];
        server['spec'] = JSON.stringify(spec);
      }),
  },
  {
    what: 'a model that only admins see',
    id: 'webui-model-access',
    detail: /only admins see xops/,
    remedy: /xops connect/,
    breakIt: () => admin('/api/v1/models/model/delete', post({ id: 'xops' })).catch(() => null),
  },
  {
    what: 'a guard that is off',
    id: 'webui-guard',
    detail: /switched off/,
    remedy: /--guard/,
    breakIt: () => admin('/api/v1/functions/id/xops_guard/toggle', post({})),
  },
  {
    what: 'a guard with an old key',
    id: 'webui-guard',
    detail: /stops every chat/,
    remedy: /--guard/,
    breakIt: () =>
      admin('/api/v1/functions/id/xops_guard/valves/update', post({ url: xops.url, key: 'old' })),
  },
];

describe('xops doctor', () => {
  test('names an Open WebUI that is not connected', async () => {
    const { code, of } = await examine();
    expect(code).toBe(1);
    expect(of('open-webui')).toMatchObject({ state: 'ok' });
    expect(of('webui-connection')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('none leads to'),
      remedy: expect.stringContaining('xops connect'),
    });
  });

  test('names the password that Open WebUI publishes', async () => {
    const published = { name: 'User', email: 'admin@localhost', password: 'admin', role: 'user' };
    const { id } = await admin('/api/v1/auths/add', post(published));
    expect((await examine()).of('webui-default-password')).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Change it'),
    });
    await admin(`/api/v1/users/${String(id)}`, { method: 'DELETE' });
    expect((await examine()).of('webui-default-password')).toMatchObject({ state: 'ok' });
  });

  test('names an Open WebUI that does not say who asks, and nothing else, once connected', async () => {
    await connect();
    const { code, of } = await examine();
    expect(code).toBe(1);
    expect(of('webui-identity')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('does not say it'),
      remedy: expect.stringContaining('ENABLE_FORWARD_USER_INFO_HEADERS=true'),
    });
    for (const id of BROKEN.map((broken) => broken.id))
      expect(of(id)).toMatchObject({ state: 'ok' });
  });

  test.each(BROKEN)(
    'names $what, and connect mends it',
    async ({ id, state = 'failed', detail, remedy, breakIt }) => {
      await breakIt();
      const broken = await examine();
      expect(broken.code).toBe(1);
      expect(broken.of(id)).toMatchObject({
        state,
        detail: expect.stringMatching(detail),
        remedy: expect.stringMatching(remedy),
      });
      await connect();
      expect((await examine()).of(id)).toMatchObject({ state: 'ok' });
    },
  );

  test('names connections past this server, and connections of people', async () => {
    await changeConnections(({ urls, keys }) => {
      urls.push('https://models.example.com/v1');
      keys.push('sk');
    });
    await admin(
      '/api/v1/configs/connections',
      post({ ENABLE_DIRECT_CONNECTIONS: true, ENABLE_BASE_MODELS_CACHE: false }),
    );
    const { of } = await examine();
    expect(of('webui-bypasses')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('connections of their own'),
    });
    expect(of('webui-native-routes')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('/openai/chat/completions'),
      remedy: expect.stringContaining('reverse proxy'),
    });
  });

  test('names a secret that differs between the two', async () => {
    await xops.crash();
    await xops.start({ FORWARD_USER_INFO_HEADER_JWT_SECRET: 'another-secret-than-open-webui-has' });
    const other = { url: inject('openWebuiUrl'), adminToken: inject('adminToken') };
    expect((await examine(other)).of('webui-reaches-server')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('refuses the identity'),
      remedy: expect.stringContaining('FORWARD_USER_INFO_HEADER_JWT_SECRET'),
    });
  });

  test('names a server that does not run', async () => {
    await xops.crash();
    const { code, of } = await examine();
    expect(code).toBe(1);
    expect(of('webui-reaches-server')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('does not reach'),
      remedy: expect.stringContaining('Start the server'),
    });
  });
});
