import { type Static, Type } from 'typebox';
import type { ChatBody, Part } from '../contracts/chat.ts';
import type { AnswerFacts, ModelEvent, Route, TokenUsage } from '../contracts/models.ts';
import {
  defineManifold,
  type ManifoldChild,
  type ManifoldPlugin,
  type PipeInput,
  type PluginContext,
} from '../contracts/plugin.ts';
import type { Principal } from '../contracts/principal.ts';
import { AUTOMATIC_MODEL, type Gateway, type GatewayAnswer } from './gateway.ts';
import { withoutReceipts, writeReceipt } from './receipt.ts';

const VALVES = Type.Object({
  announce: Type.Boolean({
    default: true,
    title: 'Say which model answers',
    description:
      'Shows in the chat which model answers and why, whenever it is not the one that was chosen.',
  }),
  receipt: Type.Boolean({
    default: true,
    title: 'Receipt under each answer',
    description:
      'Ends each answer of a person with a folded receipt: model, place, data classes, rule, tokens, cost.',
  }),
});

type Context = PluginContext<Static<typeof VALVES>>;

/** Told of an answer after its last piece. */
export type OnAnswer = (
  asked: {
    readonly principal: Principal;
    readonly chatId: string | null;
    readonly purpose: string;
  },
  facts: AnswerFacts,
) => void;

/** What the plugin is made of. */
export interface GatewayPluginParts {
  readonly gateway: Gateway;
  readonly routes: readonly Route[];
  readonly onAnswer: OnAnswer;
}

/** Offers the models of the gateway to Open WebUI. */
export function createGatewayPlugin(parts: GatewayPluginParts): ManifoldPlugin<typeof VALVES> {
  const { gateway, routes } = parts;
  return defineManifold({
    id: 'gateway',
    name: 'xOps: ',
    description: 'Answers with the configured models, each chat where its data may go.',
    valves: VALVES,
    models: async () => [
      { id: AUTOMATIC_MODEL, name: 'automatic, where the data may go' },
      ...(await gateway.offered.refresh()).map(({ id, route }) => childOf(id, route, routes)),
    ],
    pipe: (input, context) => answerParts(parts, input, context),
  });
}

function childOf(id: string, routeId: string, routes: readonly Route[]): ManifoldChild {
  const place = routes.find((route) => route.id === routeId)?.place ?? 'cloud';
  return { id, name: `${id} (${place})` };
}

/**
 * Open WebUI says in `user`, an object, who asks. No provider is sent it, so an address in it is not what the chat holds. A
 * text there is of the client's own making and stays.
 */
function withoutAsker({ user, ...rest }: ChatBody): ChatBody {
  return typeof user === 'string' ? { ...rest, user } : rest;
}

async function* answerParts(
  { gateway, onAnswer }: GatewayPluginParts,
  { body, modelId }: PipeInput,
  { principal, chatId, signal, valves, log }: Context,
): AsyncGenerator<Part, void> {
  const answer = await gateway.answer({
    principal,
    chatId,
    purpose: 'chat',
    body: withoutAsker(withoutReceipts(body)),
    modelId,
    leastClass: 'PUBLIC',
    signal,
  });
  if (valves.announce && !answer.isChosen) yield announcement(answer);
  try {
    yield* withReceipt(answer, valves.receipt && chatId !== null);
  } finally {
    // Also when the client has left or the stream broke: what was sent was sent.
    const facts = answer.facts();
    log.info({ answer: facts }, 'a model was asked');
    onAnswer({ principal, chatId, purpose: 'chat' }, facts);
  }
}

/**
 * The receipt is the last text of an answer, after the provider has counted tokens, which some do after the end. An answer
 * that calls tools goes on and gets it later.
 */
async function* withReceipt(answer: GatewayAnswer, isWanted: boolean): AsyncGenerator<Part, void> {
  const end: ModelEvent[] = [];
  for await (const event of answer.events) {
    if (event.type === 'finish' || event.type === 'usage') end.push(event);
    else yield partOf(event);
  }
  const isDone = end.some((event) => event.type === 'finish' && event.reason !== 'tool_calls');
  if (isWanted && isDone) {
    yield { type: 'text-delta', text: writeReceipt(answer.facts(), answer.decision) };
  }
  yield* end.map(partOf);
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
