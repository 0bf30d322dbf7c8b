import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { writeMessages } from './write-messages.ts';

/** A server that answers with these messages, and a connection to it that has asked. */
async function ask(messages: AsyncGenerator<string, void>) {
  const app = fastify();
  app.get('/', async (_request, reply) => {
    reply.header('x-test', 'kept');
    return await writeMessages(reply, await messages.next(), messages);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const address = app.server.address();
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.setEncoding('utf8').write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  return socket;
}

async function readAll(socket: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

it('sends what comes in one turn together, with the headers of the reply', async () => {
  const socket = await ask(
    (async function* () {
      yield 'one ';
      yield 'two ';
      await sleep(20);
      yield 'three';
    })(),
  );
  const [head, body] = (await readAll(socket)).split('\r\n\r\n', 2);
  expect(head).toContain('x-test: kept');
  expect(body).toBe('8\r\none two \r\n5\r\nthree\r\n0');
});

it('does not keep a message for the next one', async () => {
  const socket = await ask(
    (async function* () {
      yield 'first';
      await sleep(60_000, undefined, { ref: false });
    })(),
  );
  const [text] = await once(socket, 'data');
  expect(text).toContain('first');
});

it('ends without the mark of an end where the messages fail', async () => {
  const socket = await ask(
    (async function* () {
      yield 'first';
      await sleep(5);
      throw new Error('broken');
    })(),
  );
  const text = await readAll(socket).catch(String);
  expect(text).not.toMatch(/\r\n0\r\n/);
});

it('sends a long answer whole, and closes the messages when the client leaves', async () => {
  let closed = false;
  const endless = (async function* () {
    try {
      for (;;) yield 'x'.repeat(5_000);
    } finally {
      closed = true;
    }
  })();
  const socket = await ask(endless);
  let read = 0;
  socket.on('data', (piece: string) => {
    read += piece.length;
    if (read > 1_000_000) socket.destroy();
  });
  await once(socket, 'close');
  for (let tries = 0; !closed && tries < 200; tries += 1) await sleep(10);
  expect(closed).toBe(true);
});
