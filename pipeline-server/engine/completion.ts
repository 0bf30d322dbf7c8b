import type { FinishReason, Part, Usage } from '../contracts/chat.ts';
import type { AnswerIdentity } from './answer-identity.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { choicesOf, isWholeCompletion } from './openai-chunk.ts';

/** An answer without streaming is kept in memory: a pipe that never ends must not fill it. Characters. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

interface Collected {
  text: string;
  reasoning: string;
  usage: Usage | null;
  reason: FinishReason;
  /** By their index in the stream. */
  readonly toolCalls: Map<number, JsonObject>;
  /** A completion that the pipe answered ready-made. */
  whole: JsonObject | null;
}

/**
 * Gathers parts into one `chat.completion`; events have no place in it. A pipe's ready-made completion is answered as it is.
 * @throws RangeError when the answer grows beyond 32 Mi characters; whatever the pipe throws.
 */
export async function collectCompletion(
  parts: AsyncIterable<Part>,
  identity: AnswerIdentity,
): Promise<JsonObject> {
  const collected: Collected = {
    text: '',
    reasoning: '',
    usage: null,
    reason: 'stop',
    toolCalls: new Map(),
    whole: null,
  };
  for await (const part of parts) {
    collect(part, collected);
    if (collected.text.length + collected.reasoning.length > LONGEST_ANSWER) {
      throw new RangeError('The answer is longer than 32 Mi characters.');
    }
  }
  return collected.whole ?? completion(collected, identity);
}

function collect(part: Part, into: Collected): void {
  switch (part.type) {
    case 'text-delta':
      into.text += part.text;
      return;
    case 'reasoning-delta':
      into.reasoning += part.text;
      return;
    case 'usage':
      into.usage = part.usage;
      return;
    case 'finish':
      into.reason = part.reason;
      return;
    case 'chunk':
      collectChunk(part.chunk, into);
      return;
    case 'event':
      return;
  }
}

function collectChunk(chunk: JsonObject, into: Collected): void {
  if (isWholeCompletion(chunk)) {
    into.whole = chunk;
    return;
  }
  const delta = choicesOf(chunk)[0]?.['delta'];
  if (!isJsonObject(delta)) return;
  into.text += textOf(delta['content']);
  into.reasoning += textOf(delta['reasoning_content']);
  const { tool_calls: calls } = delta;
  if (Array.isArray(calls)) for (const call of calls.filter(isJsonObject)) addCall(call, into);
}

/** Arguments of a tool call arrive in pieces, everything else of it once. */
function addCall(call: JsonObject, { toolCalls }: Collected): void {
  const { index, ...fields } = call;
  const position = typeof index === 'number' ? index : toolCalls.size;
  const known = toolCalls.get(position);
  toolCalls.set(position, known === undefined ? fields : mergeCall(known, fields));
}

function mergeCall(known: JsonObject, more: JsonObject): JsonObject {
  const before = isJsonObject(known['function']) ? known['function'] : {};
  const after = isJsonObject(more['function']) ? more['function'] : {};
  const merged = `${textOf(before['arguments'])}${textOf(after['arguments'])}`;
  return { ...known, function: { ...before, arguments: merged } };
}

function completion(collected: Collected, { id, created, model }: AnswerIdentity): JsonObject {
  const { text, reasoning, toolCalls, reason, usage } = collected;
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.size > 0 ? null : text,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.size === 0 ? {} : { tool_calls: [...toolCalls.values()] }),
  };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: reason }],
    ...(usage === null ? {} : { usage }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
