import { crc32 } from 'node:zlib';
import { type FakeReply, inPieces } from './fake-upstream.ts';

/** What a fake model says, in whichever protocol. */
export interface FakeAnswer {
  readonly reasoning?: readonly string[];
  readonly text?: readonly string[];
  readonly calls?: readonly { readonly name: string; readonly arguments: object }[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly finish?: 'stop' | 'length' | 'tool_calls';
}

/** How an answer is written to the wire. */
export interface Writing {
  /** Bytes per piece; all at once without. */
  readonly pieceSize?: number;
  /** Leaves out everything after that many events, and breaks the connection. */
  readonly cutAfter?: number;
  readonly pauseMs?: number;
}

const SSE = { 'content-type': 'text/event-stream' };

/** OpenAI's Chat Completions stream (`ChatCompletionChunk`), usage in a chunk of its own as LiteLLM and OpenAI send it. */
export function openAiStream(answer: FakeAnswer, writing: Writing = {}): FakeReply {
  const chunk = (delta: object, finish: string | null = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const events = [
    chunk({ role: 'assistant', content: '' }),
    ...(answer.reasoning ?? []).map((text) => chunk({ reasoning_content: text })),
    ...(answer.text ?? []).map((text) => chunk({ content: text })),
    ...(answer.calls ?? []).flatMap((call, index) =>
      openAiCall(call, index).map((delta) => chunk(delta)),
    ),
    chunk({}, answer.finish ?? 'stop'),
    { ...chunk({}), choices: [], usage: openAiUsage(answer) },
  ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return reply([...events, 'data: [DONE]\n\n'].map(bytes), SSE, writing);
}

/** OpenAI's whole completion. */
export function openAiCompletion(answer: FakeAnswer): FakeReply {
  const calls = (answer.calls ?? []).map((call, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const message = {
    role: 'assistant',
    content: answer.text?.join('') ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  const completion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, message, finish_reason: answer.finish ?? 'stop' }],
    usage: openAiUsage(answer),
  };
  return reply([bytes(JSON.stringify(completion))], { 'content-type': 'application/json' }, {});
}

function openAiCall(call: { name: string; arguments: object }, index: number): readonly object[] {
  const text = JSON.stringify(call.arguments);
  const half = Math.floor(text.length / 2);
  const start = { index, id: `call_${index}`, type: 'function' };
  return [
    { tool_calls: [{ ...start, function: { name: call.name, arguments: '' } }] },
    { tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] },
    { tool_calls: [{ index, function: { arguments: text.slice(half) } }] },
  ];
}

function openAiUsage({ inputTokens = 7, outputTokens = 5, cacheReadTokens = 0 }: FakeAnswer) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens },
  };
}

/** The events of the Messages API, as `RawMessageStreamEvent` of the SDK has them. */
function messageEvents(answer: FakeAnswer): readonly { readonly type: string }[] {
  const { inputTokens = 7, outputTokens = 5, cacheReadTokens = 0, cacheWriteTokens = 0 } = answer;
  const usage = {
    input_tokens: inputTokens - cacheReadTokens - cacheWriteTokens,
    cache_read_input_tokens: cacheReadTokens,
    cache_creation_input_tokens: cacheWriteTokens,
  };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'fake', content: [] };
  return [
    {
      type: 'message_start',
      message: { ...message, stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...blocksOf(answer).flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason: STOP_REASONS[answer.finish ?? 'stop'], stop_sequence: null },
      usage: { ...usage, output_tokens: outputTokens },
    },
    { type: 'message_stop' },
  ] as readonly { readonly type: string }[];
}

const STOP_REASONS = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' } as const;

interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

function blocksOf({ reasoning = [], text = [], calls = [] }: FakeAnswer): readonly Block[] {
  const thinking = reasoning.map((part) => ({ type: 'thinking_delta', thinking: part }));
  const signature = { type: 'signature_delta', signature: 'c2lnbmVk' };
  return [
    ...(reasoning.length === 0
      ? []
      : [{ start: { type: 'thinking', thinking: '' }, deltas: [...thinking, signature] }]),
    ...(text.length === 0
      ? []
      : [
          {
            start: { type: 'text', text: '' },
            deltas: text.map((part) => ({ type: 'text_delta', text: part })),
          },
        ]),
    ...calls.map((call, index) => callBlock(call, index)),
  ];
}

function callBlock(call: { name: string; arguments: object }, index: number): Block {
  const text = JSON.stringify(call.arguments);
  const pieces = [text.slice(0, 3), text.slice(3)];
  return {
    start: { type: 'tool_use', id: `toolu_${index}`, name: call.name, input: {} },
    deltas: pieces.map((part) => ({ type: 'input_json_delta', partial_json: part })),
  };
}

function blockEvents({ start, deltas }: Block, index: number): readonly { type: string }[] {
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ] as { type: string }[];
}

/** The Claude API's stream. */
export function anthropicStream(answer: FakeAnswer, writing: Writing = {}): FakeReply {
  const events = messageEvents(answer).map(
    (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  return reply(events.map(bytes), SSE, writing);
}

/** Bedrock's `InvokeModelWithResponseStream`: the same events, each base64 in a frame of `vnd.amazon.eventstream`. */
export function bedrockStream(answer: FakeAnswer, writing: Writing = {}): FakeReply {
  const frames = messageEvents(answer).map((event) =>
    eventFrame(JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64') })),
  );
  return reply(frames, { 'content-type': 'application/vnd.amazon.eventstream' }, writing);
}

/** One frame: lengths, their checksum, headers, payload, checksum of all (AWS event stream encoding). */
function eventFrame(payload: string): Uint8Array {
  const headers = Buffer.concat(
    [
      [':event-type', 'chunk'],
      [':content-type', 'application/json'],
      [':message-type', 'event'],
    ].map(([name = '', value = '']) => frameHeader(name, value)),
  );
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(16 + headers.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  headers.copy(frame, 12);
  body.copy(frame, 12 + headers.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

/** Type 7 is a text. */
function frameHeader(name: string, value: string): Buffer {
  const header = Buffer.alloc(4 + name.length + value.length);
  header.writeUInt8(name.length, 0);
  header.write(name, 1);
  header.writeUInt8(7, 1 + name.length);
  header.writeUInt16BE(value.length, 2 + name.length);
  header.write(value, 4 + name.length);
  return header;
}

/** Ollama's `/api/chat` stream: a JSON object per line. */
export function ollamaStream(answer: FakeAnswer, writing: Writing = {}): FakeReply {
  const { inputTokens = 7, outputTokens = 5, calls = [], finish = 'stop' } = answer;
  const chunk = (message: object) => ({
    model: 'fake',
    created_at: '2026-11-28T00:00:00Z',
    message: { role: 'assistant', content: '', ...message },
    done: false,
  });
  const toolCalls = calls.map((call) => ({ function: call }));
  const lines = [
    ...(answer.reasoning ?? []).map((thinking) => chunk({ thinking })),
    ...(answer.text ?? []).map((content) => chunk({ content })),
    ...(toolCalls.length === 0 ? [] : [chunk({ tool_calls: toolCalls })]),
    {
      ...chunk({}),
      done: true,
      done_reason: finish === 'length' ? 'length' : 'stop',
      prompt_eval_count: inputTokens,
      eval_count: outputTokens,
    },
  ].map((line) => `${JSON.stringify(line)}\n`);
  return reply(lines.map(bytes), { 'content-type': 'application/x-ndjson' }, writing);
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function reply(
  events: readonly Uint8Array[],
  headers: Readonly<Record<string, string>>,
  { pieceSize, cutAfter, pauseMs = 0 }: Writing,
): FakeReply {
  const kept = cutAfter === undefined ? events : events.slice(0, cutAfter);
  const pieces = pieceSize === undefined ? kept : inPieces(Buffer.concat(kept), pieceSize);
  return { headers, pieces, pauseMs, cut: cutAfter !== undefined };
}
