import type { FinishReason, Part, Usage } from '../contracts/chat.ts';
import type { AnswerIdentity } from './answer-identity.ts';
import type { JsonObject } from './json-object.ts';
import { choicesOf } from './openai-chunk.ts';

/** Writes the parts of one answer, in order, as SSE messages. */
export interface ChunkWriter {
  /** The messages of a part; an empty string for what is only written at the end. */
  part(part: Part): string;
  /** The last chunk with the reason of the end, usage when it is known, and `[DONE]`. */
  end(): string;
}

/** One SSE message: JSON has no line breaks of its own, so it is always one line. */
export function sseMessage(payload: JsonObject): string {
  return `data: ${JSON.stringify(payload)}\n\n`;
}

/** Starts writing an answer. */
export function createChunkWriter(identity: AnswerIdentity, separateUsage: boolean): ChunkWriter {
  let role: { readonly role?: 'assistant' } = { role: 'assistant' };
  let usage: Usage | null = null;
  let reason: FinishReason = 'stop';

  const chunk = (extra: JsonObject) =>
    sseMessage({
      id: identity.id,
      object: 'chat.completion.chunk',
      created: identity.created,
      model: identity.model,
      ...extra,
    });
  const delta = (fields: JsonObject) => {
    const choices = [choice({ ...role, ...fields }, null)];
    role = {};
    return chunk({ choices });
  };
  const ready = ({
    id: _id,
    object: _object,
    created: _created,
    model: _model,
    ...rest
  }: JsonObject) => {
    const choices = choicesOf(rest).map((each) => ({
      ...each,
      delta: { ...role, ...deltaOf(each) },
    }));
    role = {};
    return chunk({ ...rest, choices });
  };

  return {
    part(part) {
      switch (part.type) {
        case 'text-delta':
          return part.text === '' ? '' : delta({ content: part.text });
        case 'reasoning-delta':
          return part.text === '' ? '' : delta({ reasoning_content: part.text });
        case 'event':
          return sseMessage({ event: part.event });
        case 'chunk':
          return ready(part.chunk);
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
      if (usage === null) return `${chunk(last)}${DONE}`;
      if (!separateUsage) return `${chunk({ ...last, usage })}${DONE}`;
      return `${chunk(last)}${chunk({ choices: [], usage })}${DONE}`;
    },
  };
}

const DONE = 'data: [DONE]\n\n';

function choice(delta: JsonObject, finishReason: FinishReason | null): JsonObject {
  return { index: 0, delta, logprobs: null, finish_reason: finishReason };
}

function deltaOf(choice: JsonObject): JsonObject {
  const { delta } = choice;
  return typeof delta === 'object' && delta !== null ? { ...delta } : {};
}
