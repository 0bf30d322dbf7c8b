import { randomUUID } from 'node:crypto';
import {
  ModelError,
  type ModelEvent,
  type ModelProvider,
  type ModelRequest,
} from '../../contracts/models.ts';
import { countOf, type JsonObject, listOf, objectOf, textOf } from '../json-values.ts';
import { badAnswer, failureOf, interruptionOf } from '../provider-errors.ts';
import { readLines } from './json-lines.ts';
import { describeOffer } from './offer.ts';
import { toOllamaBody } from './ollama-request.ts';
import type { ProviderOptions } from './provider-options.ts';
import { readJsonObject, requireOk } from './read-answer.ts';

/** A model that was seen to run on this machine is believed to for so long. Milliseconds. */
const TRUST_MS = 60_000;

/** Names of models that a local Ollama passes on to ollama.com (ollama/ollama#12436). */
const CLOUD_NAME = /(?:^|[-:])cloud$/;

/**
 * Ollama over its own API. A model that the daemon would run elsewhere is refused, by its name and by what the daemon says of it
 * (`remote_host`), before anything of a chat is sent.
 */
export function createOllamaProvider(options: ProviderOptions): ModelProvider {
  const trusted = new Map<string, number>();
  const provider: ModelProvider = {
    models: (signal) => listModels(options, signal),
    async *stream(request, signal) {
      await requireLocal({ options, trusted, model: request.model, signal });
      yield* stream(options, request, signal);
    },
    probe: async (signal) => {
      const installed = await provider.models(signal);
      const offer = describeOffer(options.route, installed.flatMap(namesOf));
      for (const model of options.route.models) {
        await requireLocal({ options, trusted, model, signal });
      }
      return `${offer}, which run on this machine`;
    },
  };
  return provider;
}

/** `llama3.2` means `llama3.2:latest`. */
function namesOf(model: string): readonly string[] {
  return model.endsWith(':latest') ? [model.slice(0, -':latest'.length), model] : [model];
}

async function listModels(
  options: ProviderOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const list = await call(options, { path: '/api/tags', body: null, signal });
  return listOf(list['models'])
    .map(objectOf)
    .filter((model) => !isRemote(model))
    .map((model) => textOf(model['name']))
    .filter((name) => name !== '' && !CLOUD_NAME.test(name));
}

interface LocalCheck {
  readonly options: ProviderOptions;
  /** When each model was last seen to be local, in milliseconds of the process's clock. */
  readonly trusted: Map<string, number>;
  readonly model: string;
  readonly signal: AbortSignal;
}

async function requireLocal({ options, trusted, model, signal }: LocalCheck): Promise<void> {
  const { route } = options;
  if (CLOUD_NAME.test(model)) throw notLocal(route.id, model);
  if (performance.now() - (trusted.get(model) ?? Number.NEGATIVE_INFINITY) < TRUST_MS) return;
  const description = await call(options, { path: '/api/show', body: { model }, signal });
  if (isRemote(description)) throw notLocal(route.id, model);
  trusted.set(model, performance.now());
}

/** Fields of Ollama's answers to `/api/tags` and `/api/show` for a model that it does not run itself. */
function isRemote(description: JsonObject): boolean {
  return textOf(description['remote_host']) !== '' || textOf(description['remote_model']) !== '';
}

function notLocal(route: string, model: string): ModelError {
  return new ModelError(
    'blocked',
    `The model ${model} of the route ${route} does not run on this machine: Ollama would pass the chat on to its cloud. Choose an installed model, and start Ollama with OLLAMA_NO_CLOUD=1.`,
  );
}

interface Call {
  readonly path: string;
  readonly body: JsonObject | null;
  readonly signal: AbortSignal;
}

async function call(options: ProviderOptions, { path, body, signal }: Call): Promise<JsonObject> {
  const { route } = options;
  try {
    const answer = await send(options, { path, body, signal });
    return await readJsonObject(route, await requireOk(route, answer));
  } catch (error) {
    throw interruptionOf(route, error, signal);
  }
}

function send({ egress, route, apiKey }: ProviderOptions, { path, body, signal }: Call) {
  return egress.request(`${route.baseUrl}${path}`, {
    method: body === null ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
    signal,
  });
}

async function* stream(
  options: ProviderOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void> {
  const { route } = options;
  try {
    const answer = await send(options, { path: '/api/chat', body: toOllamaBody(request), signal });
    const state = { calls: 0, done: false };
    for await (const batch of readLines(await requireOk(route, answer))) {
      for (const line of batch) yield* eventsOf(parse(options, line), state);
    }
    if (!state.done) throw badAnswer(route, 'only a part and then broke off');
  } catch (error) {
    throw interruptionOf(route, error, signal);
  }
}

function parse({ route }: ProviderOptions, line: string): JsonObject {
  let chunk: JsonObject;
  try {
    chunk = objectOf(JSON.parse(line));
  } catch {
    throw badAnswer(route, 'something that is no JSON');
  }
  const error = textOf(chunk['error']);
  if (error !== '') throw failureOf(route, { status: 500, retryAfter: null, text: error });
  return chunk;
}

/** Calls come whole, each with arguments as an object and without an id; they are numbered over the stream. */
function* eventsOf(
  chunk: JsonObject,
  state: { calls: number; done: boolean },
): Generator<ModelEvent, void> {
  const message = objectOf(chunk['message']);
  const reasoning = textOf(message['thinking']);
  if (reasoning !== '') yield { type: 'reasoning', text: reasoning };
  const text = textOf(message['content']);
  if (text !== '') yield { type: 'text', text };
  for (const item of listOf(message['tool_calls'])) {
    const called = objectOf(objectOf(item)['function']);
    const name = textOf(called['name']);
    const index = state.calls++;
    const id = `call_${randomUUID()}`;
    yield {
      type: 'tool-call',
      index,
      id,
      name,
      arguments: JSON.stringify(called['arguments'] ?? {}),
    };
  }
  if (chunk['done'] !== true) return;
  state.done = true;
  yield { type: 'usage', usage: usageOf(chunk) };
  yield { type: 'finish', reason: finishReason(textOf(chunk['done_reason']), state.calls) };
}

/** Ollama reuses prompts it has in memory without saying how much. */
function usageOf(chunk: JsonObject) {
  return {
    inputTokens: countOf(chunk['prompt_eval_count']),
    outputTokens: countOf(chunk['eval_count']),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}

function finishReason(reason: string, calls: number): 'length' | 'tool_calls' | 'stop' {
  if (reason === 'length') return 'length';
  return calls > 0 ? 'tool_calls' : 'stop';
}
