import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendDetail } from './send-detail.ts';

async function phraseOf(detail: string): Promise<string> {
  const app = fastify();
  onTestFinished(() => app.close());
  app.get('/', (_, reply) => sendDetail(reply, { status: 403, message: detail }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const call = request({ host: '127.0.0.1', port }).end();
  const [response] = await once(call, 'response');
  response.resume();
  return Buffer.from(response.statusMessage, 'latin1').toString('utf8');
}

describe('the status line', () => {
  it.each([
    ['a sentence', 'Ask again in 5 minutes.', 'Ask again in 5 minutes.'],
    ['more than ASCII', 'Größe über 5 €', 'Größe über 5 €'],
    [
      'line breaks, which would start a header',
      'no\r\nSet-Cookie: a=b\u2028x',
      'no Set-Cookie: a=b x',
    ],
    ['control characters', 'a\u0000b\u007fc', 'a b c'],
  ])('carries %s', async (_, detail, phrase) => {
    expect(await phraseOf(detail)).toBe(phrase);
  });

  it('is bounded', async () => expect((await phraseOf('x'.repeat(100_000))).length).toBe(500));
});
