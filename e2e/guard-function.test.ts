import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../bench/free-port.ts';
import {
  type FakeReply,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../pipeline-server/test/fake-upstreams/fake-upstream.ts';

const BODY = { model: 'gpt', messages: [{ role: 'user', content: 'hi' }], metadata: { kept: 1 } };
const CLOSED = /^Nothing was sent to the model/;

interface Order {
  readonly url: string;
  readonly hook?: 'inlet' | 'request';
  readonly model?: object;
}

/** Runs a hook in the Python of Open WebUI. */
async function guard({ url, hook = 'inlet', model = { id: 'gpt' } }: Order) {
  const python = path.join(process.env['E2E_VENV'] ?? '', 'bin/python');
  const child = spawn(python, ['e2e/harness/run_guard.py'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const valves = { url, key: 'the-key', timeout_seconds: 0.5 };
  child.stdin.end(JSON.stringify({ valves, hook, body: BODY, model }));
  const out = await text(child.stdout);
  const answer: { body?: object; error?: string } = JSON.parse(out);
  return answer;
}

let server: FakeUpstream;
beforeAll(async () => {
  server = await startFakeUpstream(({ json: sent }) => json(sent['body']));
  return () => server.close();
});

const plain = (content: string, type: string): FakeReply => ({
  headers: { 'content-type': type },
  pieces: [Buffer.from(content)],
});

describe('the guard function', () => {
  test('asks both filters with the key, and no more of Open WebUI than they need', async () => {
    const model = { id: 'mine', info: { base_model_id: 'gpt', params: { system: 'secret' } } };
    const { body } = await guard({ url: `${server.url}/`, model });
    expect(body).toMatchObject({ messages: BODY.messages, metadata: { kept: 1 } });
    expect(server.received.map((each) => each.path)).toEqual([
      '/sovereignty/filter/inlet',
      '/hitl-gate/filter/inlet',
    ]);
    const [first] = server.received;
    expect(first?.headers.authorization).toBe('Bearer the-key');
    expect(first?.json).toMatchObject({
      user: { id: 'u1', email: 'mary@example.com', name: 'Mary', role: 'user' },
      body: {
        metadata: {
          chat_id: 'c1',
          message_id: 'm1',
          model: { id: 'mine', info: { base_model_id: 'gpt' } },
        },
      },
    });
    expect(first?.text).not.toMatch(/never-sent|secret/);
  });

  test('asks one filter before each call of a model', async () => {
    const before = server.received.length;
    await guard({ url: server.url, hook: 'request' });
    expect(server.received.slice(before).map((each) => each.path)).toEqual([
      '/sovereignty/filter/inlet',
    ]);
  });

  test('goes on with what the filters made of the chat', async () => {
    const messages = [{ role: 'user', content: '[removed]' }];
    server.respond(() => json({ ...BODY, messages }));
    expect((await guard({ url: server.url })).body).toEqual({ ...BODY, messages });
  });

  test('shows why a chat was refused', async () => {
    server.respond(() => json({ detail: 'The chat holds restricted data.' }, 403));
    expect((await guard({ url: server.url })).error).toBe('The chat holds restricted data.');
    server.respond(() => json({ detail: [{ msg: 'x' }] }, 422));
    expect((await guard({ url: server.url })).error).toBe('The xOps server refused this chat.');
  });

  test.each<[string, () => FakeReply]>([
    ['an error of the server', () => json({ detail: 'x' }, 500)],
    ['a wrong key', () => json({ detail: 'x' }, 401)],
    ['no such filter', () => json({ detail: 'x' }, 404)],
    ['too many requests', () => json({ detail: 'x' }, 429)],
    ['nothing', () => ({ status: 204, pieces: [] })],
    ['null', () => json(null)],
    ['a list', () => json([])],
    ['no messages', () => json({ model: 'gpt' })],
    ['a page', () => plain('<html>', 'text/html')],
    ['half an answer', () => plain('{"messages": [', 'application/json')],
    [
      'a redirect',
      () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' }, pieces: [] }),
    ],
    ['a broken connection', () => ({ pieces: [Buffer.from('{')], cut: true })],
    ['an answer too late', () => ({ ...json(BODY), delayMs: 1500 })],
  ])('stops the chat at %s', async (_what, reply) => {
    server.respond(reply);
    const { body, error } = await guard({ url: server.url });
    expect(body).toBeUndefined();
    expect(error).toMatch(CLOSED);
    expect(error).not.toContain('the-key');
  });

  test('stops the chat where nobody is, and without an address', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect((await guard({ url })).error).toMatch(CLOSED);
    expect((await guard({ url: '' })).error).toMatch(CLOSED);
  });
});
