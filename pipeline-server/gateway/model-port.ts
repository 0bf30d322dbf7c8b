import {
  type ModelAnswer,
  ModelError,
  type ModelPort,
  type ModelQuestion,
} from '../contracts/models.ts';
import { AUTOMATIC_MODEL, type Gateway } from './gateway.ts';

/** Longer than any answer that a flow asks for. Characters. */
const LONGEST_ANSWER = 1_000_000;

/** The gateway as the product's own flows use it: classified and routed like every chat. */
export function createModelPort(gateway: Gateway | null): ModelPort {
  return {
    available: gateway !== null,
    complete: async (question) => {
      if (gateway !== null) return await complete(gateway, question);
      throw new ModelError('unknown-model', 'No model is configured. Add a route to xops.yaml.');
    },
  };
}

async function complete(gateway: Gateway, question: ModelQuestion): Promise<ModelAnswer> {
  const { purpose, principal, chatId, messages, schema, signal } = question;
  const format =
    schema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: purpose, schema } } };
  const answer = await gateway.answer({
    principal,
    chatId,
    purpose,
    modelId: AUTOMATIC_MODEL,
    leastClass: question.class ?? 'PUBLIC',
    body: { model: AUTOMATIC_MODEL, messages, stream: false, ...format },
    signal,
  });
  let text = '';
  for await (const event of answer.events) {
    if (event.type === 'text') text += event.text;
    if (text.length > LONGEST_ANSWER)
      throw new ModelError('bad-answer', 'The answer does not end.');
  }
  return { text, json: schema === undefined ? null : parse(text), facts: answer.facts() };
}

/** Small models write a fence around the JSON that they were asked for. */
function parse(text: string): unknown {
  const [, fenced = text] = /^\s*```(?:json)?\n([\s\S]*?)\n```\s*$/.exec(text) ?? [];
  try {
    return JSON.parse(fenced);
  } catch {
    throw new ModelError('bad-answer', 'The model answered text where JSON was asked for.');
  }
}
