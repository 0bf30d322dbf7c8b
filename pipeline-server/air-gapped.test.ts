import { Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
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
