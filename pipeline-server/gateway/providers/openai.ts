import type { ModelEvent, ModelProvider, ModelRequest } from '../../contracts/models.ts';
import { joinTexts } from '../join-texts.ts';
import { type JsonObject, listOf, objectOf, textOf } from '../json-values.ts';
import { badAnswer, failureOf, interruptionOf } from '../provider-errors.ts';
import { describeOffer } from './offer.ts';
import { eventsOfCompletion } from './openai-events.ts';
import { toOpenAiBody } from './openai-request.ts';
import type { ProviderOptions } from './provider-options.ts';
import { readJsonObject, requireOk } from './read-answer.ts';
import { readEventData } from './server-sent-events.ts';

/**
 * LiteLLM, vLLM, OpenAI and every server that speaks Chat Completions. Without OpenAI's SDK, which costs more CPU time per stream than
 * the whole gateway (docs/decisions/0005).
 */
export function createOpenAiProvider(options: ProviderOptions): ModelProvider {
  const provider: ModelProvider = {
    models: (signal) => listModels(options, signal),
    stream: (request, signal) => stream(options, request, signal),
    probe: async (signal) => describeOffer(options.route, await provider.models(signal)),
  };
  return provider;
}

async function listModels(
  { route, egress, apiKey }: ProviderOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const headers = headersOf(apiKey);
    const answer = await egress.request(`${route.baseUrl}/models`, {
      method: 'GET',
      headers,
      signal,
    });
    const list = await readJsonObject(route, await requireOk(route, answer));
    return listOf(list['data'])
      .map((model) => textOf(objectOf(model)['id']))
      .filter((id) => id !== '');
  } catch (error) {
    throw interruptionOf(route, error, signal);
  }
}

async function* stream(
  { route, egress, apiKey }: ProviderOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void> {
  try {
    const answer = await egress.request(`${route.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: headersOf(apiKey),
      body: JSON.stringify(toOpenAiBody(request)),
      signal,
    });
    const body = await requireOk(route, answer);
    const type = [answer.headers['content-type']].flat()[0] ?? '';
    if (type.startsWith('text/event-stream')) yield* readStream({ route }, body);
    else yield* readWhole({ route }, body);
  } catch (error) {
    throw interruptionOf(route, error, signal);
  }
}

type Reader = Pick<ProviderOptions, 'route'>;

/** A stream without a reason of its end, and without `[DONE]`, was cut. */
async function* readStream(
  { route }: Reader,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ModelEvent, void> {
  let complete = false;
  for await (const batch of readEventData(body)) {
    for (const event of joinTexts(eventsOf({ route }, batch))) {
      complete ||= event.type === 'finish';
      yield event;
    }
    complete ||= batch.includes(DONE);
  }
  if (!complete) throw badAnswer(route, 'only a part and then broke off');
}

const DONE = '[DONE]';

function* eventsOf(reader: Reader, batch: readonly string[]): Generator<ModelEvent, void> {
  for (const data of batch) {
    if (data !== DONE) yield* eventsOfCompletion(parseChunk(reader, data));
  }
}

async function* readWhole(
  { route }: Reader,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ModelEvent, void> {
  const completion = await readJsonObject(route, body);
  throwReported({ route }, completion);
  const events = eventsOfCompletion(completion);
  if (!events.some(({ type }) => type === 'finish')) {
    throw badAnswer(route, 'something that is no completion');
  }
  yield* events;
}

function parseChunk({ route }: Reader, data: string): JsonObject {
  let chunk: JsonObject;
  try {
    chunk = objectOf(JSON.parse(data));
  } catch {
    throw badAnswer(route, 'something that is no JSON');
  }
  throwReported({ route }, chunk);
  return chunk;
}

/** An error inside a stream, or in place of a completion; `code` is an HTTP status where a proxy (LiteLLM) wrote it. */
function throwReported({ route }: Reader, chunk: JsonObject): void {
  const { error } = chunk;
  if (error === undefined || error === null) return;
  const status = Number(objectOf(error)['code']);
  throw failureOf(route, {
    status: status >= 400 && status < 600 ? status : 502,
    retryAfter: null,
    text: textOf(objectOf(error)['message']),
  });
}

function headersOf(apiKey: string | null): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}
