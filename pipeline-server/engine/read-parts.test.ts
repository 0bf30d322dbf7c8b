import { describe, expect, it } from 'vitest';
import type { Part } from '../contracts/chat.ts';
import type { Logger } from '../contracts/context.ts';
import { collect } from '../test/collect.ts';
import { SILENT_LOG } from '../test/request-context.ts';
import { readParts } from './read-parts.ts';

interface Outcome {
  readonly parts: readonly Part[];
  readonly dropped: readonly unknown[];
}

async function read(items: readonly unknown[], stream = true): Promise<Outcome> {
  const dropped: unknown[] = [];
  const log: Logger = { ...SILENT_LOG, warn: (fields) => dropped.push(fields) };
  async function* source() {
    yield* items;
  }
  const parts = await collect(readParts(source(), { stream, log }));
  return { parts, dropped };
}

const STATUS = { type: 'status', data: { description: 'working', done: false } };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe('texts', () => {
  it('become deltas, empty ones vanish', async () => {
    expect(await read(['a', '', 'b'])).toEqual({
      parts: [
        { type: 'text-delta', text: 'a' },
        { type: 'text-delta', text: 'b' },
      ],
      dropped: [],
    });
  });

  it.each([
    'data: is plural',
    'data:',
    'data: 5',
    'data: [1]',
    'data: {"choices"',
    'data: [DONE]\nbye',
  ])('%j is an answer that merely begins with "data:"', async (text) => {
    expect((await read([text])).parts).toEqual([{ type: 'text-delta', text }]);
  });
});

describe('data lines of a proxied stream', () => {
  it('become chunks, `[DONE]` is swallowed', async () => {
    const chunk = { id: 'u', choices: [{ index: 0, delta: { content: 'x' } }] };
    const { parts } = await read([`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`]);
    expect(parts).toEqual([
      {
        type: 'chunk',
        chunk: { id: 'u', choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }] },
      },
    ]);
  });

  it('never carry an event, not even an allowed one', async () => {
    const line = { event: STATUS, choices: [{ index: 0, delta: { content: 'x' } }] };
    const { parts, dropped } = await read([`data: ${JSON.stringify(line)}`, `data: {"event":{}}`]);
    expect(JSON.stringify(parts)).not.toContain('event"');
    expect(parts).toHaveLength(1);
    expect(dropped).toEqual([{ dropped: 'an event inside a chunk' }]);
  });

  it('give up their end and their usage, which are written once', async () => {
    const last = { choices: [{ index: 0, delta: {}, finish_reason: 'length' }], usage: USAGE };
    expect((await read([`data: ${JSON.stringify(last)}`])).parts).toEqual([
      { type: 'usage', usage: USAGE },
      { type: 'finish', reason: 'length' },
    ]);
  });

  it('that report an error throw its message and code and nothing else', async () => {
    const line = { error: { message: 'quota', code: 'rate_limit', internal: 'host-7' } };
    await expect(read([`data: ${JSON.stringify(line)}`])).rejects.toMatchObject({
      message: 'quota',
      code: 'rate_limit',
    });
    await expect(read([{ error: 'plain' }])).rejects.toMatchObject({ message: 'plain' });
    await expect(read([{ error: {} }])).rejects.toMatchObject({ code: 'upstream_error' });
  });
});

describe('events', () => {
  it.each([
    { type: 'chat:title', data: 'Idle EC2' },
    { type: 'chat:tags', data: ['cost'] },
  ])('%j passes: its data is no object', async (event) => {
    expect((await read([{ event }])).parts).toEqual([{ type: 'event', event }]);
  });

  it.each(['status', 'source', 'citation', 'files', 'embeds', 'notification', 'chat:tags'])(
    '%s passes, as `{ event }` and as a part',
    async (type) => {
      const event = { type, data: { a: 1 } };
      const part = { type: 'event', event };
      expect((await read([{ event }, part])).parts).toEqual([part, part]);
    },
  );

  it.each([
    'execute',
    'confirmation',
    'input',
    'message',
    'replace',
    'chat:message:error',
    '__proto__',
    5,
    null,
  ])('%j is dropped and logged, as `{ event }`, as a part and in a chunk', async (type) => {
    const event = { type, data: { code: 'alert(1)' } };
    const chunk = { event, choices: [] };
    const items = [{ event }, { type: 'event', event }, chunk, { type: 'chunk', chunk }];
    const { parts, dropped } = await read(items);
    expect(parts).toEqual([]);
    expect(dropped.length).toBeGreaterThan(0);
  });

  it.each([
    null,
    'status',
    { type: 'status' },
    { type: 'status', data: 'x' },
    { type: 'status', data: null },
  ])('%j is no event', async (event) => expect((await read([{ event }])).parts).toEqual([]));
});

describe('a whole completion', () => {
  const completion = {
    id: 'c',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'hi',
          tool_calls: [{ id: 't', function: { name: 'f' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage: USAGE,
    event: { type: 'execute' },
  };

  it('is streamed as a delta, usage and end', async () => {
    const { parts } = await read([completion]);
    expect(parts).toEqual([
      {
        type: 'chunk',
        chunk: {
          choices: [
            {
              index: 0,
              finish_reason: null,
              delta: {
                role: 'assistant',
                content: 'hi',
                tool_calls: [{ index: 0, id: 't', function: { name: 'f' } }],
              },
            },
          ],
        },
      },
      { type: 'usage', usage: USAGE },
      { type: 'finish', reason: 'tool_calls' },
    ]);
  });

  it('is kept whole without streaming, but for its event', async () => {
    const { event: _event, ...kept } = completion;
    expect((await read([completion], false)).parts).toEqual([{ type: 'chunk', chunk: kept }]);
  });
});

describe('what nobody can read', () => {
  it('is dropped and logged once per kind', async () => {
    const bad = [5, true, null, undefined, [], Symbol('s'), () => 1, Buffer.from('x'), { odd: 1 }];
    const { parts, dropped } = await read([
      ...bad,
      ...bad,
      ...Array.from({ length: 50 }, (_, i) => ({ [`k${i}`]: i })),
    ]);
    expect(parts).toEqual([]);
    expect(dropped).toHaveLength(20);
  });

  it.each([
    { type: 'text-delta', text: 5 },
    { type: 'usage', usage: { prompt_tokens: 'many' } },
    { type: 'finish', reason: 'because' },
    { type: 'chunk', chunk: 'x' },
  ])('includes malformed parts: %j', async (part) => {
    expect((await read([part])).parts.filter(({ type }) => type !== 'usage')).toEqual([]);
  });
});
