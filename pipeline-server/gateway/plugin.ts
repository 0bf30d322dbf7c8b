import { type Static, Type } from 'typebox';
import type { Part } from '../contracts/chat.ts';
import type { ModelEvent, Route, TokenUsage } from '../contracts/models.ts';
import {
  defineManifold,
  type ManifoldChild,
  type ManifoldPlugin,
  type PipeInput,
  type PluginContext,
} from '../contracts/plugin.ts';
import { AUTOMATIC_MODEL, type Gateway, type GatewayAnswer } from './gateway.ts';

const VALVES = Type.Object({
  announce: Type.Boolean({
    default: true,
    title: 'Say which model answers',
    description:
      'Shows in the chat which model answers and why, whenever it is not the one that was chosen.',
  }),
});

type Context = PluginContext<Static<typeof VALVES>>;

/** Offers the models of the gateway to Open WebUI. */
export function createGatewayPlugin(
  gateway: Gateway,
  routes: readonly Route[],
): ManifoldPlugin<typeof VALVES> {
  return defineManifold({
    id: 'gateway',
    name: 'xOps: ',
    description: 'Answers with the configured models, each chat where its data may go.',
    valves: VALVES,
    models: async () => [
      { id: AUTOMATIC_MODEL, name: 'automatic, where the data may go' },
      ...(await gateway.offered.refresh()).map(({ id, route }) => childOf(id, route, routes)),
    ],
    pipe: (input, context) => answerParts(gateway, input, context),
  });
}

function childOf(id: string, routeId: string, routes: readonly Route[]): ManifoldChild {
  const place = routes.find((route) => route.id === routeId)?.place ?? 'cloud';
  return { id, name: `${id} (${place})` };
}

async function* answerParts(
  gateway: Gateway,
  { body, modelId }: PipeInput,
  { principal, chatId, signal, valves, log }: Context,
): AsyncGenerator<Part, void> {
  const answer = await gateway.answer({
    principal,
    chatId,
    purpose: 'chat',
    body,
    modelId,
    leastClass: 'PUBLIC',
    signal,
  });
  if (valves.announce && !answer.isChosen) yield announcement(answer);
  try {
    for await (const event of answer.events) yield partOf(event);
  } finally {
    // Also when the client has left or the stream broke: what was sent was sent.
    log.info({ answer: answer.facts() }, 'a model was asked');
  }
}

function announcement({ route, model, decision }: GatewayAnswer): Part {
  const why = decision.action === 'route-local' ? ` ${decision.reason}` : '';
  const description = `Answered by ${model} (${route.id}, ${route.place}).${why}`;
  return { type: 'event', event: { type: 'status', data: { description, done: true } } };
}

function partOf(event: ModelEvent): Part {
  switch (event.type) {
    case 'text':
      return { type: 'text-delta', text: event.text };
    case 'reasoning':
      return { type: 'reasoning-delta', text: event.text };
    case 'tool-call':
      return { type: 'chunk', chunk: toolCallChunk(event) };
    case 'usage':
      return { type: 'usage', usage: usageOf(event.usage) };
    case 'finish':
      return event;
  }
}

/** OpenAI's delta of a tool call. */
function toolCallChunk(event: Extract<ModelEvent, { type: 'tool-call' }>) {
  const { index, id, name, arguments: text } = event;
  const called = { ...(name === null ? {} : { name }), arguments: text };
  const call = {
    index,
    ...(id === null ? {} : { id, type: 'function' }),
    function: called,
  };
  return { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] };
}

function usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: TokenUsage) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens },
    cache_creation_input_tokens: cacheWriteTokens,
  };
}
