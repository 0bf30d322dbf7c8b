import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { FinishReason, Part } from '../contracts/chat.ts';
import { ReportedError } from './failure.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** Tokens as OpenAI counts them; details beside them are kept. */
export const USAGE_SCHEMA = Type.Object({
  prompt_tokens: Type.Number(),
  completion_tokens: Type.Number(),
  total_tokens: Type.Number(),
});
const USAGE = Compile(USAGE_SCHEMA);

/**
 * The parts of an OpenAI chunk or whole completion: usage and the reason of the end are taken out, because the encoder
 * writes each once and last.
 * @param stream whether a whole completion is cut into deltas; else it is kept as it is.
 * @throws {@link ReportedError} when the chunk reports an error.
 */
export function partsOfChunk(chunk: JsonObject, stream: boolean): readonly Part[] {
  if ('error' in chunk && chunk['error'] !== null) throw reportedError(chunk['error']);
  if (!isWholeCompletion(chunk)) return deltaParts(chunk);
  return stream ? deltaParts(asChunk(chunk)) : [{ type: 'chunk', chunk }];
}

/** True for the object that a request without streaming is answered with. */
export function isWholeCompletion(chunk: JsonObject): boolean {
  return choicesOf(chunk).some((choice) => isJsonObject(choice['message']));
}

/** The choices of a chunk or completion that are objects. */
export function choicesOf(chunk: JsonObject): readonly JsonObject[] {
  const { choices } = chunk;
  return Array.isArray(choices) ? choices.filter(isJsonObject) : [];
}

function deltaParts(chunk: JsonObject): readonly Part[] {
  const { usage, ...rest } = chunk;
  const choices = choicesOf(chunk);
  const reason = choices.map((choice) => choice['finish_reason']).find(isText);
  const open = choices.map((choice) => ({ ...choice, finish_reason: null })).filter(hasDelta);
  const parts: Part[] = [];
  if (open.length > 0) parts.push({ type: 'chunk', chunk: { ...rest, choices: open } });
  if (USAGE.Check(usage)) parts.push({ type: 'usage', usage });
  if (reason !== undefined) parts.push({ type: 'finish', reason: finishReason(reason) });
  return parts;
}

function hasDelta(choice: JsonObject): boolean {
  return isJsonObject(choice['delta']) && Object.keys(choice['delta']).length > 0;
}

/** A whole message as one delta. */
function asChunk(completion: JsonObject): JsonObject {
  const choices = choicesOf(completion).map(({ message, ...choice }) => ({
    ...choice,
    delta: isJsonObject(message) ? withNumberedCalls(message) : {},
  }));
  return { choices, usage: completion['usage'] };
}

/** Tool calls of a stream are numbered, those of a message are not. */
function withNumberedCalls(message: JsonObject): JsonObject {
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  const numbered = calls.filter(isJsonObject).map((call, index) => ({ index, ...call }));
  return { ...message, tool_calls: numbered };
}

function finishReason(reason: string): FinishReason {
  return reason === 'length' || reason === 'tool_calls' || reason === 'content_filter'
    ? reason
    : 'stop';
}

/** Only its message and code pass: the rest of another server's error is nobody's business. */
function reportedError(error: unknown): ReportedError {
  if (!isJsonObject(error)) return new ReportedError(String(error), 'upstream_error');
  const { message, code, type } = error;
  return new ReportedError(
    isText(message) ? message : 'The model behind this pipeline reported an error.',
    [code, type].find(isText) ?? 'upstream_error',
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
