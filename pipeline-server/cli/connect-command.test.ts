import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeWebui, handshake, startFakeWebui, WEBUI_ADMIN } from '../test/fake-open-webui.ts';
import { runXops } from '../test/run-xops.ts';
import { startTestApp } from '../test/start-test-app.ts';

const KEY = 'a-key-of-the-server';

async function connect(webui: FakeWebui, ...args: readonly string[]) {
  const environment = {
    PIPELINES_API_KEY: KEY,
    OPEN_WEBUI_URL: webui.url,
    OPEN_WEBUI_API_KEY: WEBUI_ADMIN.token,
  };
  return await runXops(environment, ['connect', ...args]);
}

async function report(webui: FakeWebui, ...args: readonly string[]) {
  const { code, out, err } = await connect(webui, '--json', ...args);
  expect(err).toBe('');
  const { changes, failures, notes } = JSON.parse(out);
  return { code, changes, failures, notes };
}

const UNTOUCHED = { code: 0, changes: [], failures: [] };

describe('xops connect', () => {
  it('sets everything up, and changes nothing when it is run again', async () => {
    const webui = await startFakeWebui();
    const { code, out } = await connect(webui, '--guard', '--banner');
    expect(code).toBe(0);
    expect(out).toMatch(/uses http:\/\/127\.0\.0\.1:9099 now: 10 changes/);
    expect(out).not.toContain(KEY);
    expect(webui.state.openai).toEqual({
      enable: true,
      urls: ['https://api.openai.com/v1', 'http://127.0.0.1:9099/v1'],
      keys: ['', KEY],
      configs: {
        0: {},
        1: expect.objectContaining({
          enable: true,
          headers: {
            'X-Chat-Id': '{{CHAT_ID}}',
            'X-Message-Id': '{{MESSAGE_ID}}',
            'X-Task': '{{TASK}}',
            'X-User-Groups': '{{USER_GROUPS}}',
          },
        }),
      },
    });
    expect(webui.state.toolServers).toMatchObject([
      { type: 'openapi', spec_type: 'json', key: KEY, config: { enable: true } },
      { type: 'mcp', url: 'http://127.0.0.1:9099/mcp', info: { id: 'xopsmcp' } },
    ]);
    expect(webui.state.models).toMatchObject([
      { id: 'xops', access_grants: [{ principal_id: '*', permission: 'read' }] },
      { id: 'xops_tasks', base_model_id: 'xops', meta: { hidden: true } },
    ]);
    expect(webui.state.tasks).toEqual({
      TASK_MODEL_EXTERNAL: 'xops_tasks',
      ENABLE_TITLE_GENERATION: true,
    });
    expect(webui.state.functions).toMatchObject([
      { id: 'xops_guard', is_active: true, is_global: true },
    ]);
    expect(webui.state.valves).toMatchObject({
      xops_guard: { url: 'http://127.0.0.1:9099', key: KEY },
      sovereignty: { enabled: true, priority: 10 },
      'hitl-gate': { enabled: true },
    });
    const writes = webui.written.length;
    expect(await report(webui, '--guard', '--banner')).toMatchObject(UNTOUCHED);
    expect(await report(webui, '--guard', '--banner', '--check')).toMatchObject(UNTOUCHED);
    expect(webui.written).toHaveLength(writes);
  });

  it('keeps up what was asked for once', async () => {
    const webui = await startFakeWebui();
    await connect(webui, '--guard');
    webui.state.valves['xops_guard'] = { url: 'http://127.0.0.1:9099', key: 'old', priority: 7 };
    expect((await report(webui)).changes).toMatchObject([
      { step: 'guard', detail: 'address and key' },
    ]);
    expect(webui.state.valves['xops_guard']).toMatchObject({ key: KEY, priority: 7 });
    expect((await report(webui, '--without', 'guard', '--check')).changes).toEqual([]);
  });

  it('says what it would change, and changes nothing', async () => {
    const webui = await startFakeWebui();
    const { code, changes } = await report(webui, '--dry-run');
    expect(code).toBe(0);
    expect(changes.map(({ step }: { step: string }) => step)).toEqual([
      'connection',
      'tools',
      'mcp',
      'models',
    ]);
    expect(await report(webui, '--check')).toMatchObject({ code: 1 });
    expect(webui.written).toEqual([]);
  });

  it('takes out what it made and nothing else', async () => {
    const webui = await startFakeWebui();
    webui.state.toolServers.push({ url: 'http://other/tools', type: 'openapi', config: {} });
    webui.state.models.push({ id: 'gpt', name: 'GPT', meta: {}, params: {}, is_active: true });
    webui.state.banners.push({ id: 'news' });
    const before = structuredClone(webui.state);
    await connect(webui, '--guard', '--documents', '--banner');
    const { code } = await report(webui, '--remove');
    expect(code).toBe(0);
    const { xops_guard, ...valves } = webui.state.valves;
    expect(xops_guard).toBeDefined();
    expect({ ...webui.state, valves }).toEqual({
      ...before,
      openai: { ...before.openai, configs: { 0: {} } },
      // Open WebUI keeps the address of an engine that is not in use.
      embedding: { ...before.embedding, openai_config: webui.state.embedding['openai_config'] },
    });
    expect(await report(webui, '--remove')).toMatchObject(UNTOUCHED);
  });

  it('makes vectors and orders what is found where it is asked to, but takes them from nobody', async () => {
    const webui = await startFakeWebui();
    const { changes, notes } = await report(webui, '--documents');
    expect(changes.slice(-5).map(({ step }: { step: string }) => step)).toEqual([
      'embeddings',
      'reranker',
      'loader',
      'chunks',
      'events',
    ]);
    expect(webui.state.webhooks[0]?.url).toMatch(/9099\/open-webui\/events\/[0-9a-f]{64}$/);
    expect(notes).toEqual([expect.stringContaining('Reindex')]);
    expect(webui.state).toMatchObject({
      embedding: {
        RAG_EMBEDDING_ENGINE: 'openai',
        RAG_EMBEDDING_MODEL: 'hash-1024-1',
        openai_config: { url: 'http://127.0.0.1:9099/v1', key: KEY },
      },
      retrieval: {
        RAG_EXTERNAL_RERANKER_URL: 'http://127.0.0.1:9099/v1/rerank',
        ENABLE_RAG_HYBRID_SEARCH: true,
        EXTERNAL_DOCUMENT_LOADER_URL: 'http://127.0.0.1:9099/loader',
        EXTERNAL_DOCUMENT_LOADER_API_KEY: KEY,
        ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: false,
        TOP_K: 3,
      },
    });
    expect(await report(webui, '--documents')).toMatchObject(UNTOUCHED);
    webui.state.handshake = handshake('jwt', 'nomic-embed-text');
    expect((await report(webui, '--documents')).changes).toMatchObject([
      { step: 'embeddings', kind: 'change' },
      { step: 'reranker', kind: 'change' },
    ]);
    webui.state.embedding = { ...webui.state.embedding, RAG_EMBEDDING_ENGINE: 'ollama' };
    webui.state.retrieval = { ...webui.state.retrieval, CHUNK_SIZE: 700 };
    expect(await report(webui, '--documents')).toMatchObject({
      ...UNTOUCHED,
      notes: [
        expect.stringContaining('is "ollama", which an admin chose'),
        expect.stringContaining('in pieces of 700 characters, 0 of them shared, which'),
      ],
    });
  });

  it('sets right what is wrong with a connection made by hand, and keeps its other settings', async () => {
    const webui = await startFakeWebui();
    webui.state.openai = {
      enable: false,
      urls: ['http://127.0.0.1:9099/', 'http://ollama:11434/v1'],
      keys: [''],
      configs: {
        'http://127.0.0.1:9099/': {
          prefix_id: 'x',
          model_ids: ['xops'],
          tags: ['aws'],
          headers: { 'X-Own': '1' },
        },
        1: { tags: ['own'] },
      },
    };
    const { changes, notes } = await report(webui);
    expect(changes[0]).toMatchObject({
      kind: 'change',
      detail: expect.stringContaining('prefix_id'),
    });
    expect(webui.state.openai).toMatchObject({
      enable: true,
      urls: ['http://127.0.0.1:9099/', 'http://ollama:11434/v1'],
      keys: [KEY, ''],
      configs: {
        0: {
          prefix_id: '',
          model_ids: [],
          tags: ['aws'],
          headers: { 'X-Own': '1', 'X-Task': '{{TASK}}' },
        },
        1: { tags: ['own'] },
      },
    });
    expect(notes).toEqual([
      expect.stringContaining('ollama:11434 leads past this server, on your own network'),
    ]);
  });

  it('leaves entries, grants and tools that an admin changed', async () => {
    const webui = await startFakeWebui();
    await connect(webui);
    const [model] = webui.state.models;
    Object.assign(model ?? {}, { name: 'Our AWS', access_grants: [] });
    const [tools] = webui.state.toolServers;
    const grants = [{ principal_type: 'group', principal_id: 'g', permission: 'read' }];
    Object.assign(tools ?? {}, { config: { enable: true, access_grants: grants } });
    const again = await report(webui);
    expect(again).toMatchObject({
      ...UNTOUCHED,
      notes: [expect.stringMatching(/Only admins see the model xops/)],
    });
    expect((await report(webui, '--remove')).notes).toEqual([
      expect.stringContaining('an admin changed it'),
    ]);
    expect(webui.state.models).toMatchObject([{ name: 'Our AWS' }]);
  });

  it('writes a new description of the tools into its place', async () => {
    const webui = await startFakeWebui();
    await connect(webui, '--without', 'mcp');
    webui.state.toolServers.push({ url: 'http://other/tools' });
    Object.assign(webui.state.toolServers[0] ?? {}, { spec: '{"paths":{}}' });
    const { changes } = await report(webui, '--without', 'mcp');
    expect(changes).toMatchObject([{ step: 'tools', kind: 'change', detail: 'spec' }]);
    expect(webui.state.toolServers.map(({ url }) => url)).toEqual([
      'http://127.0.0.1:9099/tools',
      'http://other/tools',
    ]);
  });

  it('names what leads past the server, and who does not say who asks', async () => {
    const webui = await startFakeWebui();
    webui.state.openai.urls = ['https://api.openai.com/v1'];
    webui.state.openai.keys = ['sk'];
    webui.state.directConnections = true;
    webui.state.handshake = handshake('api-key');
    expect((await report(webui)).notes).toEqual([
      expect.stringContaining('does not say who asks'),
      expect.stringContaining('api.openai.com sends chats to a cloud past this server'),
      expect.stringContaining('Direct Connections'),
    ]);
  });

  it('leaves background tasks to the model that an admin chose for them, and says so', async () => {
    const webui = await startFakeWebui();
    webui.state.tasks = { TASK_MODEL_EXTERNAL: 'gpt-small' };
    const { notes } = await report(webui, '--guard');
    expect(notes).toEqual([expect.stringMatching(/go to gpt-small.+past the guard/)]);
    expect(webui.state.tasks).toEqual({ TASK_MODEL_EXTERNAL: 'gpt-small' });
  });

  it('says once that tool servers are switched off, and does the rest', async () => {
    const webui = await startFakeWebui();
    webui.state.toolsOff = true;
    const { code, changes, notes } = await report(webui);
    expect(code).toBe(0);
    expect(changes.map(({ step }: { step: string }) => step)).toEqual(['connection', 'models']);
    expect(notes).toEqual([expect.stringContaining('ENABLE_TOOL_SERVERS=true')]);
  });

  it('says what Open WebUI needs to take a private address for events', async () => {
    const webui = await startFakeWebui();
    webui.state.refused = ['/api/events/webhooks'];
    const { code, failures, changes, notes } = await report(webui, '--documents');
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    expect(notes).toContainEqual(expect.stringContaining('ENABLE_LOCAL_WEB_FETCH=true'));
    expect(changes).toHaveLength(8);
    expect((await report(webui, '--documents', '--check')).code).toBe(0);
  });

  it('goes on after a step that fails, and says so', async () => {
    const webui = await startFakeWebui();
    webui.state.broken = ['/api/v1/configs/tool_servers'];
    const { code, failures, changes } = await report(webui);
    expect(code).toBe(1);
    expect(failures.map(({ step }: { step: string }) => step)).toEqual(['tools', 'mcp']);
    expect(changes.map(({ step }: { step: string }) => step)).toEqual(['connection', 'models']);
  });

  it.each([
    [
      'the wrong secret',
      [
        401,
        {
          detail:
            'The signed user in X-OpenWebUI-User-Jwt is not valid. Set the same FORWARD_USER_INFO_HEADER_JWT_SECRET.',
        },
      ],
      /FORWARD_USER_INFO_HEADER_JWT_SECRET/,
    ],
    ['the wrong key', [401, { detail: 'Invalid API key' }], /refuses the key/],
    [
      'nobody',
      [500, { detail: 'Server Connection Error' }],
      /does not reach http:\/\/127\.0\.0\.1:9099/,
    ],
    ['somebody else', [200, { data: [] }], /not as this version of xOps/],
  ] as const)('changes nothing when Open WebUI meets %s', async (_what, answer, message) => {
    const webui = await startFakeWebui();
    webui.state.handshake = answer;
    const { code, out, err } = await connect(webui);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(webui.written).toEqual([]);
  });

  it('signs in with a password, or with the token of a file', async () => {
    const webui = await startFakeWebui();
    const environment = { OPEN_WEBUI_URL: webui.url, PIPELINES_API_KEY: KEY };
    const args = ['connect', '--dry-run', '--email', WEBUI_ADMIN.email];
    const right = { ...environment, OPEN_WEBUI_PASSWORD: WEBUI_ADMIN.password };
    expect((await runXops(right, args)).code).toBe(0);
    const wrong = await runXops({ ...environment, OPEN_WEBUI_PASSWORD: 'wrong-one' }, args);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('refused the sign-in') });
    expect(wrong.err).not.toContain('wrong-one');
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'xops-token-')), 'token');
    writeFileSync(file, `${WEBUI_ADMIN.token}\n`);
    const byFile = await runXops(environment, ['connect', '--dry-run', '--token-file', file]);
    expect(byFile.code).toBe(0);
    writeFileSync(file, 'another');
    const refused = await runXops(environment, ['connect', '--token-file', file]);
    expect(refused.err).toMatch(/Give the token of an admin/);
    expect(refused.err).not.toContain('another');
  });

  it('reads the key that the server made, and makes none', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'xops-data-'));
    const webui = await startFakeWebui();
    const environment = {
      DATA_DIR: folder,
      OPEN_WEBUI_URL: webui.url,
      OPEN_WEBUI_API_KEY: WEBUI_ADMIN.token,
    };
    const without = await runXops(environment, ['connect']);
    expect(without).toMatchObject({
      code: 2,
      err: expect.stringContaining('start the server first'),
    });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(path.join(folder, 'api-key'), 'made-by-the-server\n');
    expect((await runXops(environment, ['connect'])).code).toBe(0);
    expect(webui.state.openai.keys).toContain('made-by-the-server');
  });

  it('refuses people who are no admins, and an address where nobody is', async () => {
    const webui = await startFakeWebui();
    webui.state.role = 'user';
    expect((await connect(webui)).err).toMatch(/those of a user: an admin is needed/);
    const nobody = { ...webui, url: 'http://127.0.0.1:9' };
    expect((await connect(nobody)).err).toMatch(/does not answer \(.+\)\. Start Open WebUI/);
  });

  it('prints the environment of an Open WebUI that is set up by variables', async () => {
    const { app } = await startTestApp({
      productPlugins: true,
      environment: { PIPELINES_API_KEY: KEY },
    });
    const server = await app.listen({ host: '127.0.0.1', port: 0 });
    const environment = {
      PIPELINES_API_KEY: KEY,
      FORWARD_USER_INFO_HEADER_JWT_SECRET: 'a-secret-that-both-sides-have',
    };
    const { code, out } = await runXops(environment, [
      'connect',
      '--print-env',
      '--server',
      server,
    ]);
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      'ENABLE_OPENAI_API',
      'OPENAI_API_BASE_URLS',
      'OPENAI_API_KEYS',
      'OPENAI_API_CONFIGS',
      'TOOL_SERVER_CONNECTIONS',
      'ENABLE_FORWARD_USER_INFO_HEADERS',
      'FORWARD_USER_INFO_HEADER_JWT_SECRET',
    ]);
    const tools = JSON.parse(lines[4]?.slice('TOOL_SERVER_CONNECTIONS='.length) ?? '');
    expect(JSON.parse(tools[0].spec).paths['/list_idle_resources'].post).toMatchObject({
      operationId: 'list_idle_resources',
      requestBody: expect.anything(),
      responses: { 200: { description: 'The answer.' } },
    });
    // Linux takes no longer variable.
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(128 * 1024);
  });

  it.each([
    ['nobody', 'http://127.0.0.1:9', /does not answer\. Start the server/],
    ['another key', null, /refuses the key/],
  ])('prints no environment where %s is met', async (_what, address, message) => {
    const { app } = await startTestApp();
    const server = address ?? (await app.listen({ host: '127.0.0.1', port: 0 }));
    const args = ['connect', '--print-env', '--server', server];
    const { code, out, err } = await runXops(
      { PIPELINES_API_KEY: 'some-other-key-of-nobody' },
      args,
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });

  it.each([
    [['--url', 'ftp://x', '--check'], /--url is an address/],
    [['--url', 'http://me:secret@x'], /without a user/],
    [['--check', '--remove'], /Choose one of --check, --remove/],
    [['--url', 'http://127.0.0.1:9', '--without', 'modles'], /Did you mean models/],
    [['--url', 'http://127.0.0.1:9', '--token-file', '/nowhere'], /cannot be read/],
    [['now'], /Unexpected argument "now"/],
    [['--dry-run'], /Say where Open WebUI is/],
    [['--url', 'http://127.0.0.1:9'], /Say who you are/],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runXops({ PIPELINES_API_KEY: KEY }, ['connect', ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
    expect(err).not.toContain('secret');
  });
});
