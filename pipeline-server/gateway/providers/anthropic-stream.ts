import type { BaseAnthropic } from '@anthropic-ai/sdk/client';
import type {
  MessageCreateParamsStreaming,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { ModelError, ModelEvent, ModelRequest, Route } from '../../contracts/models.ts';
import { objectOf, textOf } from '../json-values.ts';
import { badAnswer, failureOf, interruptionOf } from '../provider-errors.ts';
import { eventsOfMessage, startOfStream } from './anthropic-events.ts';
import { toAnthropicBody } from './anthropic-request.ts';

/** What the clients of the Claude API and of Bedrock have in common. */
export interface MessagesClient extends Pick<BaseAnthropic, 'baseURL'> {
  readonly messages: {
    create(
      body: MessageCreateParamsStreaming,
      options: { signal: AbortSignal },
    ): PromiseLike<AsyncIterable<RawMessageStreamEvent>>;
  };
}

/** Options of both clients: nothing is taken from the environment, retried, logged or traced behind our back. */
export const CLIENT_OPTIONS = { maxRetries: 0, logLevel: 'off', openTelemetry: false } as const;

/** Sends a request and reads its events. */
export async function* streamMessages(
  { route, client }: { readonly route: Route; readonly client: () => Promise<MessagesClient> },
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void> {
  const body = toAnthropicBody(request, route.promptCache);
  try {
    const { messages } = await client();
    const state = startOfStream();
    for await (const event of await messages.create(body, { signal })) {
      yield* eventsOfMessage(event, state);
    }
    // The SDK ends an aborted stream as if it were complete.
    signal.throwIfAborted();
    if (!state.done) throw badAnswer(route, 'only a part and then broke off');
  } catch (error) {
    throw anthropicError(route, error, signal);
  }
}

/** Words an error of the SDK, which keeps status, headers and the provider's JSON; none of its text is passed on. */
export function anthropicError(route: Route, error: unknown, signal: AbortSignal): ModelError {
  const { status, headers, error: body } = objectOf(error);
  const type = textOf(objectOf(objectOf(body)['error'])['type']);
  const known = typeof status === 'number' ? status : STATUS_OF_TYPE[type];
  if (known === undefined || signal.aborted) return interruptionOf(route, error, signal);
  return failureOf(route, {
    status: known,
    retryAfter: retryAfterOf(headers),
    text: textOf(objectOf(error)['message']),
  });
}

/** The headers are of undici's class or of Node's own, as the answer came. */
function retryAfterOf(headers: unknown): string | null {
  const { get } = objectOf(headers);
  if (typeof get !== 'function') return null;
  const value: unknown = Reflect.apply(get, headers, ['retry-after']);
  return typeof value === 'string' ? value : null;
}

/** Errors inside a stream have a type and no status (Claude API, "Errors"; Bedrock, `InvokeModelWithResponseStream`). */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
  throttlingException: 429,
  validationException: 400,
  internalServerException: 500,
  modelStreamErrorException: 502,
  modelTimeoutException: 504,
  serviceUnavailableException: 503,
};
