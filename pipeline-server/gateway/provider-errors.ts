import { ModelError, type ModelErrorCode, type Route } from '../contracts/models.ts';
import { EgressRefused } from './egress/guarded-connector.ts';

/** What a provider's HTTP answer tells of a failure; its text is read for its meaning and never shown. */
export interface ProviderFailure {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body's text, or the SDK's message of it. */
  readonly text: string;
}

/** What to do about a refused key, by provider. */
const KEY_REMEDIES: Readonly<Record<Route['provider'], string>> = {
  anthropic: 'Check ANTHROPIC_API_KEY.',
  bedrock:
    'Check the AWS credentials, their right bedrock:InvokeModelWithResponseStream, and that the account may use this model.',
  openai: 'Check the key of this route.',
  ollama: 'Ollama itself asks for no key: check the proxy in front of it.',
};

const TOO_LONG =
  /context.{0,20}(?:length|window)|too (?:long|large|many tokens)|maximum.{0,30}tokens|exceed.{0,40}(?:context|token)/i;

/** LiteLLM answers a key that it does not know with 400, and without a database with these words. */
const WRONG_KEY = /no connected db|invalid.{0,20}api.?key|authentication error/i;

/** Words a provider's refusal. */
export function failureOf(route: Route, failure: ProviderFailure): ModelError {
  const code = codeOf(failure);
  const retryAfterSeconds = secondsOf(failure.retryAfter);
  return new ModelError(code, wording(route, code, failure.status), { retryAfterSeconds });
}

/** Words whatever stopped a request; an error of the gateway's own stays as it is. */
export function interruptionOf(route: Route, error: unknown, signal: AbortSignal): ModelError {
  if (error instanceof ModelError) return error;
  if (signal.aborted) return new ModelError('aborted', 'The request was stopped.');
  const code = isTimeout(error) ? 'timeout' : 'unavailable';
  const refused = causes(error).find((cause) => cause instanceof EgressRefused);
  const message =
    refused === undefined
      ? wording(route, code, null)
      : `The route ${route.id} may not connect: ${reasonOf(refused)} Run xops doctor --egress.`;
  return new ModelError(code, message, { cause: quotable(error) });
}

/** Errors of the system and of the HTTP client have a code. The text of others, such as a parser's, may repeat an answer, and would be logged. */
function quotable(error: unknown): unknown {
  const hasCode =
    error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
  return hasCode || error instanceof EgressRefused ? error : undefined;
}

/** For an answer that breaks off or is not what the protocol says. */
export function badAnswer(route: Route, what: string): ModelError {
  return new ModelError(
    'bad-answer',
    `The route ${route.id} answered ${what}. Try again; if it stays, run xops doctor.`,
  );
}

function codeOf({ status, text }: ProviderFailure): ModelErrorCode {
  if (status === 401 || status === 403) return 'not-authorised';
  if (status === 404) return 'unknown-model';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'unavailable';
  if (status >= 400 && WRONG_KEY.test(text)) return 'not-authorised';
  if (status >= 400) return TOO_LONG.test(text) ? 'too-large' : 'invalid-request';
  return 'bad-answer';
}

/** What follows "The route x", for the user: the provider's own text may repeat the prompt or the key. */
const SENTENCES: Readonly<Partial<Record<ModelErrorCode, string>>> = {
  'unknown-model': 'does not know this model. Run xops doctor to see which it offers.',
  'too-large':
    'cannot take a chat of this length with this model. Start a new chat, or send less at once.',
  'rate-limited': 'has reached its rate limit. Try again later.',
  'invalid-request':
    'refuses the request as invalid. Another model may take it; check images, tools and parameters.',
  timeout:
    'did not answer in time. Try again; models.firstByteMs and models.idleMs in xops.yaml allow more.',
  'bad-answer': 'answered something that is no answer. Run xops doctor.',
};
const UNAVAILABLE = 'cannot be reached or is out of service. Try again later, or run xops doctor.';

function wording(route: Route, code: ModelErrorCode, status: number | null): string {
  const sentence =
    code === 'not-authorised'
      ? `refuses the server's credentials. ${KEY_REMEDIES[route.provider]}`
      : (SENTENCES[code] ?? UNAVAILABLE);
  return `The route ${route.id}${status === null ? '' : ` (HTTP ${status})`} ${sentence}`;
}

/** `Retry-After` in seconds, or as an HTTP date (RFC 9110, 10.2.3); null when it is neither. */
function secondsOf(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const until = Number.isNaN(seconds) ? (Date.parse(header) - now) / 1000 : seconds;
  return Number.isFinite(until) && until >= 0 ? Math.min(Math.ceil(until), 86_400) : null;
}

function isTimeout(error: unknown): boolean {
  return causes(error).some(
    (cause) => cause instanceof Error && /Timeout/.test(`${cause.name} ${codeText(cause)}`),
  );
}

function codeText(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' ? 'Timeout' : '';
}

/** An error and what caused it; libraries wrap one another. */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let current = error;
  while (current instanceof Error && chain.length < 5) {
    chain.push(current);
    current = current.cause;
  }
  return chain;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
