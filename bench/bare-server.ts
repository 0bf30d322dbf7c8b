import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import { STREAM_CHUNKS } from './workloads.ts';

/**
 * The least that Fastify can do for the same job, as the yardstick of the ratios: the same parsing and the same bytes,
 * without authentication, validation, plugins, metrics or logs.
 */
const app = Fastify({ bodyLimit: 50 * 1024 * 1024 });

app.get('/readyz', () => ({ status: true }));

app.post<{ Body: { body: object } }>('/filter', (request) => request.body.body);

app.post('/stream', (_request, reply) =>
  reply.header('content-type', 'text/event-stream').send(Readable.from(chunks())),
);

async function* chunks(): AsyncGenerator<string> {
  for (let index = 0; index < STREAM_CHUNKS; index += 1) {
    await nextTurn();
    yield `data: ${JSON.stringify(chunk(index))}\n\n`;
  }
  yield 'data: [DONE]\n\n';
}

function chunk(index: number): object {
  const choices = [{ index: 0, delta: { content: `word ${index} ` }, finish_reason: null }];
  return { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'b', choices };
}

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
