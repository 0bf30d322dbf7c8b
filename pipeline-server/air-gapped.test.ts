import { Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { checkEgress } from './cli/doctor-models.ts';
import { readConfig } from './config.ts';
import { ollamaStream } from './test/fake-upstreams/answers.ts';
import { json, startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Refuses and counts every connection of this process that does not lead to this machine. */
function watchConnections(): { readonly refused: readonly string[] } {
  const refused: string[] = [];
  const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
  const spy = vi.spyOn(Socket.prototype, 'connect');
  spy.mockImplementation(function guarded(this: Socket, ...args: unknown[]) {
    const [options] = [args[0]].flat(2);
    const { host = '', path } = options as { host?: string; path?: string };
    if (path !== undefined || LOOPBACK.test(host)) return connect.apply(this, args);
    refused.push(host);
    throw new Error(`a connection to ${host} left this machine`);
  });
  onTestFinished(() => spy.mockRestore());
  return { refused };
}

it('starts, answers questions and chats, and connects to this machine alone', async () => {
  const { refused } = watchConnections();
  const upstream = await startFakeUpstream(({ path }) => {
    if (path === '/api/tags') return json({ models: [{ name: 'llama' }] });
    return path === '/api/show' ? json({}) : ollamaStream({ text: ['from here'] });
  });
  onTestFinished(() => upstream.close());
  const environment = { XOPS_AIR_GAPPED: '1', OLLAMA_BASE_URL: upstream.url };
  const { app } = await startTestApp({ environment });
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: bearer(),
    payload: {
      model: 'gateway.xops-auto',
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    },
  });
  expect(contentOf(readSse(answer.body))).toBe('from here');
  expect(refused).toEqual([]);
});

it('fetches no code', async () => {
  const { refused } = watchConnections();
  const environment = { XOPS_AIR_GAPPED: '1', XOPS_CODE_UPLOAD: '1' };
  const { app } = await startTestApp({ environment });
  const answer = await app.inject({
    method: 'POST',
    url: '/pipelines/add',
    headers: bearer(),
    payload: { url: 'https://github.com/open-webui/pipelines/blob/main/x.js' },
  });
  expect([answer.statusCode, answer.json()]).toEqual([
    400,
    { detail: expect.stringContaining('air-gapped') },
  ]);
  expect(refused).toEqual([]);
});

it('proves with xops doctor --egress that only this machine can be reached', async () => {
  const { refused } = watchConnections();
  const config = readConfig({ XOPS_AIR_GAPPED: '1', OLLAMA_BASE_URL: 'http://127.0.0.1:9' });
  const findings = await checkEgress(config);
  expect(findings.map(({ check, state, detail }) => `${check} ${state}: ${detail}`)).toEqual([
    'Egress of models ok: air-gapped: this machine only',
    'Allowed ok: 127.0.0.1:9 for ollama; loopback addresses',
    expect.stringMatching(/^Decoy ok: .*refused, and nothing arrived there$/),
  ]);
  expect(refused).toEqual([]);
});

it.each(['https://192.0.2.1/v1', 'https://10.0.0.7/v1', 'https://[2001:db8::1]/v1'])(
  'does not start with a model at %s',
  async (baseUrl) => {
    const { refused } = watchConnections();
    const route = { id: 'away', provider: 'litellm', baseUrl, place: 'local' };
    const environment = { XOPS_AIR_GAPPED: '1', XOPS_ROUTES: JSON.stringify([route]) };
    await expect(startTestApp({ environment })).rejects.toThrow(/is not this machine/);
    expect(refused).toEqual([]);
  },
);
