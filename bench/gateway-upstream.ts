import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ONE_BY_ONE, STREAM_CHUNKS } from './workloads.ts';

/**
 * A model on loopback that answers at once, in OpenAI's shape: a whole completion, or {@link STREAM_CHUNKS} pieces of text between a first and a
 * last chunk: all at once, or one each millisecond where the request asks for it. Everything that a gateway adds is the gateway's own.
 */
const IDENTITY = { id: 'chatcmpl-bench', created: 1, model: 'bench' };
const USAGE = { prompt_tokens: 9, completion_tokens: 50, total_tokens: 59 };
const WORDS = Array.from({ length: STREAM_CHUNKS }, (_, index) => `word ${index} `);

const COMPLETION = JSON.stringify({
  ...IDENTITY,
  object: 'chat.completion',
  choices: [
    { index: 0, message: { role: 'assistant', content: WORDS.join('') }, finish_reason: 'stop' },
  ],
  usage: USAGE,
});
const DONE = 'data: [DONE]\n\n';
const EVENTS = [
  chunk({ role: 'assistant', content: '' }, null),
  ...WORDS.map((content) => chunk({ content }, null)),
  chunk({}, 'stop'),
];

function chunk(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const usage = finish === null ? {} : { usage: USAGE };
  return `data: ${JSON.stringify({ ...IDENTITY, object: 'chat.completion.chunk', choices, ...usage })}\n\n`;
}

function answer(body: string, response: ServerResponse): void {
  if (!body.includes('"stream":true')) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(COMPLETION);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (body.includes(ONE_BY_ONE)) {
    void writeOneByOne(response);
    return;
  }
  for (const event of EVENTS) response.write(event);
  response.end(DONE);
}

/** As a model does it that is as fast as a timer can be. */
async function writeOneByOne(response: ServerResponse): Promise<void> {
  for (const event of EVENTS) {
    response.write(event);
    await sleep(1);
  }
  response.end(DONE);
}

createServer((request, response) => {
  if (request.url === '/readyz') {
    response.end();
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (piece: string) => {
    body += piece;
  });
  request.on('end', () => answer(body, response));
}).listen(Number(process.env['PORT']), '127.0.0.1');
