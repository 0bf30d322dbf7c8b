import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { definePipe, type PipePlugin } from '../contracts/plugin.ts';
import { startTestApp, TEST_KEY } from '../test/start-test-app.ts';

const NEVER = new Promise<never>(() => undefined);

/** What happened to a pipe, and when. */
interface Watch {
  abortedAt: number;
  returned: boolean;
}

/** A listening server whose model `p` is watched. */
async function listen(
  answer: (watch: Watch, signal: AbortSignal) => ReturnType<PipePlugin['pipe']>,
) {
  const watch: Watch = { abortedAt: 0, returned: false };
  const pipe = definePipe({
    id: 'p',
    name: 'p',
    description: 'For tests.',
    valves: Type.Object({}),
    pipe(_input, { signal }) {
      signal.addEventListener('abort', () => {
        watch.abortedAt = performance.now();
      });
      return answer(watch, signal);
    },
  });
  const { app } = await startTestApp({ plugins: [pipe], environment: { XOPS_HEARTBEAT_MS: '50' } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return { watch, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

/** Sends a chat over a socket of its own, which the test can cut. */
async function chat(port: number, stream = true): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const body = JSON.stringify({ model: 'p', stream, messages: [{ role: 'user', content: 'hi' }] });
  socket.write(
    [
      'POST /chat/completions HTTP/1.1',
      'host: x',
      `authorization: Bearer ${TEST_KEY}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
  return socket;
}

/** Waits until the condition holds, for two seconds at most. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await sleep(2);
  }
}

// A machine that stands still for a moment is tried again.
describe('when the client goes away, the signal fires within 100 ms', { retry: 3 }, () => {
  it('and the generator is closed, where the pipe waits for the signal', async () => {
    const { watch, port } = await listen(async function* (state, signal) {
      try {
        yield 'first';
        await sleep(60_000, undefined, { signal });
        yield 'never';
      } finally {
        state.returned = true;
      }
    });
    const socket = await chat(port);
    await once(socket, 'data');
    const cutAt = performance.now();
    socket.destroy();
    await until(() => watch.returned);
    expect(watch.abortedAt - cutAt).toBeLessThan(100);
    expect(performance.now() - cutAt).toBeLessThan(500);
  });

  it('and return() is called, where the pipe ignores the signal', async () => {
    const { watch, port } = await listen((state) => {
      let count = 0;
      const iterator: AsyncIterator<string> = {
        next: () => (count++ === 0 ? Promise.resolve({ done: false, value: 'first' }) : NEVER),
        return() {
          state.returned = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      };
      return { [Symbol.asyncIterator]: () => iterator };
    });
    const socket = await chat(port);
    await once(socket, 'data');
    const cutAt = performance.now();
    socket.destroy();
    await until(() => watch.returned);
    expect(watch.abortedAt - cutAt).toBeLessThan(100);
  });

  it.each([true, false])('where the pipe never answers at all (stream: %s)', async (stream) => {
    const { watch, port } = await listen(() => NEVER);
    const socket = await chat(port, stream);
    await sleep(30);
    const cutAt = performance.now();
    socket.destroy();
    await until(() => watch.abortedAt > 0);
    expect(watch.abortedAt - cutAt).toBeLessThan(100);
  });

  it('but never after an answer that was complete', async () => {
    const { watch, port } = await listen(() => 'done');
    const socket = await chat(port);
    await once(socket, 'data');
    await sleep(20);
    socket.destroy();
    await sleep(50);
    expect(watch.abortedAt).toBe(0);
  });
});

describe('a client that does not read', () => {
  it('stops the pipe instead of filling the memory, and the pipe goes on when it reads', async () => {
    let produced = 0;
    const { watch, port } = await listen(async function* (state) {
      try {
        for (; produced < 2_000; produced += 1) yield 'x'.repeat(65_536);
      } finally {
        state.returned = true;
      }
    });
    const socket = await chat(port);
    socket.pause();
    await sleep(300);
    const stalledAt = produced;
    await sleep(200);
    expect(produced).toBe(stalledAt);
    expect(stalledAt).toBeLessThan(500);

    socket.on('data', () => undefined).resume();
    await until(() => produced > stalledAt + 50);
    socket.destroy();
    await until(() => watch.returned);
  });
});
