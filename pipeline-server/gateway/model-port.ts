import {
  type ModelAnswer,
  ModelError,
  type ModelPort,
  type ModelQuestion,
  type ModelStream,
} from '../contracts/models.ts';
import { AUTOMATIC_MODEL, type Gateway, type GatewayAnswer } from './gateway.ts';
import type { OnAnswer } from './plugin.ts';

/** Longer than any answer that a flow asks for. Characters. */
const LONGEST_ANSWER = 1_000_000;

/**
 * The gateway as the product's own flows use it: classified and routed like every chat.
 * @param onAnswer told of every answer once it has ended or is read no further.
 */
export function createModelPort(gateway: Gateway | null, onAnswer: OnAnswer): ModelPort {
  const begin = async (question: ModelQuestion, stream: boolean): Promise<ModelStream> => {
    if (gateway !== null) {
      const answer = await gateway.answer(requestOf(question, stream));
      const tell = () => onAnswer(question, answer.facts());
      return { text: textOf(answer, tell), facts: () => answer.facts() };
    }
    throw new ModelError('unknown-model', 'No model is configured. Add a route to xops.yaml.');
  };
  return {
    available: gateway !== null,
    complete: async (question) => await whole(question, await begin(question, false)),
    stream: (question) => begin(question, true),
  };
}

function requestOf(question: ModelQuestion, stream: boolean): Parameters<Gateway['answer']>[0] {
  const { purpose, principal, chatId, messages, schema, maximumTokens, signal } = question;
  const limit = maximumTokens === undefined ? {} : { max_completion_tokens: maximumTokens };
  const format =
    schema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: purpose, schema } } };
  return {
    principal,
    chatId,
    purpose,
    modelId: AUTOMATIC_MODEL,
    leastClass: question.class ?? 'PUBLIC',
    body: { model: AUTOMATIC_MODEL, messages, stream, ...limit, ...format },
    signal,
  };
}

async function* textOf({ events }: GatewayAnswer, end: () => void): AsyncGenerator<string> {
  let length = 0;
  try {
    for await (const event of events) {
      if (event.type !== 'text') continue;
      length += event.text.length;
      if (length > LONGEST_ANSWER) throw new ModelError('bad-answer', 'The answer does not end.');
      yield event.text;
    }
  } finally {
    end();
  }
}

async function whole({ schema }: ModelQuestion, stream: ModelStream): Promise<ModelAnswer> {
  let text = '';
  for await (const piece of stream.text) text += piece;
  return { text, json: schema === undefined ? null : parse(text), facts: stream.facts() };
}

/** Small models write a fence around the JSON that they were asked for. */
function parse(text: string): unknown {
  const [, fenced = text] = /^\s*```(?:json)?\n([\s\S]*?)\n```\s*$/.exec(text) ?? [];
  try {
    return JSON.parse(fenced);
  } catch {
    return null;
  }
}
