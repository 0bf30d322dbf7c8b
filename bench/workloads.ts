/** Chunks of the streamed answer, here and in {@link STREAM_PLUGIN}. */
export const STREAM_CHUNKS = 50;

/** Words of a request by which the upstream of the gateway writes a stream's events each by itself. */
export const ONE_BY_ONE = 'Answer word by word.';

/** A filter that hands back what it got: what remains is the server's own work. */
export const FILTER_PLUGIN = `
export default ({ defineFilter, Type }) =>
  defineFilter({
    id: 'bench_filter',
    name: 'Bench filter',
    description: 'Hands back what it got.',
    valves: Type.Object({
      pipelines: Type.Array(Type.String(), { default: ['*'] }),
      priority: Type.Integer({ default: 0 }),
    }),
    inlet: (body) => body,
  });`;

/** A pipe of {@link STREAM_CHUNKS} chunks, one per turn of the event loop. */
export const STREAM_PLUGIN = `
import { setImmediate as nextTurn } from 'node:timers/promises';
export default ({ definePipe, Type }) =>
  definePipe({
    id: 'bench_stream',
    name: 'Bench stream',
    description: 'Fifty chunks.',
    valves: Type.Object({}),
    async *pipe() {
      for (let index = 0; index < ${STREAM_CHUNKS}; index += 1) {
        await nextTurn();
        yield 'word ' + index + ' ';
      }
    },
  });`;

/** A pipe that says nothing for half a minute. */
export const SLOW_PLUGIN = `
import { setTimeout as sleep } from 'node:timers/promises';
export default ({ definePipe, Type }) =>
  definePipe({
    id: 'bench_slow',
    name: 'Bench slow',
    description: 'Waits.',
    valves: Type.Object({}),
    async *pipe(input, { signal }) {
      yield 'wait';
      await sleep(30_000, undefined, { signal });
    },
  });`;

/** A filter call as Open WebUI 0.12 makes it in the middle of a chat: about 8 KiB. */
export function filterCall(): string {
  const messages = Array.from({ length: 20 }, (_, turn) => ({
    role: turn % 2 === 0 ? 'user' : 'assistant',
    content: `turn ${turn}: ${'what did we spend on compute last month, and why? '.repeat(6)}`,
  }));
  const metadata = { chat_id: 'chat-1', message_id: 'message-1', session_id: 'session-1' };
  const user = { id: 'user-1', email: 'user@example.com', name: 'User', role: 'user' };
  return JSON.stringify({ user, body: { model: 'xops', stream: true, messages, metadata } });
}

/** A chat request. */
export function chatCall(model: string, text: string, stream: boolean): string {
  return JSON.stringify({ model, stream, messages: [{ role: 'user', content: text }] });
}
