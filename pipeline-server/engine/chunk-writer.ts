import type { FinishReason, Part, Usage } from '../contracts/chat.ts';
import type { AnswerIdentity } from './answer-identity.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { choicesOf } from './openai-chunk.ts';

/** Writes the parts of one answer, in order, as SSE messages. */
export interface ChunkWriter {
  /** The message of a part; an empty string for what is only written at the end. */
  part(part: Part): string;
  /** The last chunk with the reason of the end, usage when it is known, and `[DONE]`. */
  end(): string;
}

const DONE = 'data: [DONE]\n\n';

/** One SSE message: JSON has no line breaks of its own, so it is always one line. */
export function sseMessage(payload: JsonObject): string {
  return `data: ${JSON.stringify(payload)}\n\n`;
}

/** Starts writing an answer. */
export function createChunkWriter(identity: AnswerIdentity, separateUsage: boolean): ChunkWriter {
  const deltas = createDeltaWriter(identity);
  let usage: Usage | null = null;
  let reason: FinishReason = 'stop';
  return {
    part(part) {
      switch (part.type) {
        case 'text-delta':
          return part.text === '' ? '' : deltas.write({ content: part.text });
        case 'reasoning-delta':
          return part.text === '' ? '' : deltas.write({ reasoning_content: part.text });
        case 'chunk':
          return deltas.writeReady(part.chunk);
        case 'event':
          return sseMessage({ event: part.event });
        case 'usage':
          usage = part.usage;
          return '';
        case 'finish':
          reason = part.reason;
          return '';
      }
    },
    end() {
      const last = { choices: [choice({}, reason)] };
      if (usage === null) return chunk(identity, last) + DONE;
      if (!separateUsage) return chunk(identity, { ...last, usage }) + DONE;
      return chunk(identity, last) + chunk(identity, { choices: [], usage }) + DONE;
    },
  };
}

/** Writes deltas, of which the first names the role. */
function createDeltaWriter(identity: AnswerIdentity) {
  let role: JsonObject = { role: 'assistant' };
  const withRole = (delta: JsonObject): JsonObject => {
    const named = { ...role, ...delta };
    role = {};
    return named;
  };
  return {
    write: (delta: JsonObject) => chunk(identity, { choices: [choice(withRole(delta), null)] }),
    /** A chunk of another server becomes one of this answer. */
    writeReady(ready: JsonObject) {
      const choices = choicesOf(ready).map(({ delta, ...rest }) => ({
        ...rest,
        delta: withRole(isJsonObject(delta) ? delta : {}),
      }));
      return chunk(identity, { ...ready, choices });
    },
  };
}

/** The identity is written first, and wins over that of a proxied chunk. */
function chunk({ id, created, model }: AnswerIdentity, fields: JsonObject): string {
  const common = { id, object: 'chat.completion.chunk', created, model };
  return sseMessage({ ...common, ...fields, ...common });
}

function choice(delta: JsonObject, finishReason: FinishReason | null): JsonObject {
  return { index: 0, delta, logprobs: null, finish_reason: finishReason };
}
