import type { ChatBody, FinishReason } from './chat.ts';
import type { Principal } from './principal.ts';
import { DATA_CLASSES, type DataClass, type Place } from './sovereignty.ts';

/** The protocol that a route speaks; LiteLLM and every other compatible server is `openai`. */
export type ProviderKind = 'anthropic' | 'bedrock' | 'openai' | 'ollama';

/** What a model costs, in USD per million tokens. */
export interface ModelPrice {
  readonly inputUsd: number;
  readonly outputUsd: number;
  readonly cacheReadUsd: number;
  readonly cacheWriteUsd: number;
}

/** A way to models: where they run, what may be sent there, and what it costs. It holds no secret. */
export interface Route {
  readonly id: string;
  readonly provider: ProviderKind;
  readonly place: Place;
  /** Countries (or `GLOBAL`) in which the provider may process what it is sent; empty when not bound to any. */
  readonly jurisdiction: readonly string[];
  /** AWS Region of Bedrock, else null. */
  readonly region: string | null;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Ids as the provider knows them, the preferred one first; empty to offer what the provider lists. */
  readonly models: readonly string[];
  /** The highest class of data that may be sent on this route. */
  readonly maximumClass: DataClass;
  /** By the provider's model id. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  /** How long the provider keeps a cached prompt (Claude API), or null to cache nothing. */
  readonly promptCache: '5m' | '1h' | null;
  /** Ids of routes to try when this one is unavailable; each is used only for data that it may carry. */
  readonly fallbacks: readonly string[];
}

/** Whether a route may carry data of a class, whatever a policy says. */
export function mayCarry({ maximumClass }: Route, dataClass: DataClass): boolean {
  return DATA_CLASSES.indexOf(dataClass) <= DATA_CLASSES.indexOf(maximumClass);
}

/** A part of a message. Images are always bytes: no provider is made to fetch an address. */
export type ModelContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly mediaType: string; readonly base64: string };

/** A call that a model asked for; `arguments` is JSON text as the model wrote it. */
export interface ModelToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One message, in one shape for all providers. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: readonly ModelContent[];
  /** Calls of an assistant's message; empty on others. */
  readonly toolCalls: readonly ModelToolCall[];
  /** The call that a tool's message answers, else null. */
  readonly toolCallId: string | null;
}

/** A function that the model may call. */
export interface ModelTool {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema of its arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Whether the model calls tools; an object names the one that it must call. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** A chat request in one shape for all providers. What a provider does not know it leaves out. */
export interface ModelRequest {
  /** As the provider knows it. */
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  readonly toolChoice: ToolChoice;
  readonly parallelToolCalls: boolean;
  /** Tokens of the answer, or null for the provider's own limit. */
  readonly maximumTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[];
  /** `json` for any JSON object, a JSON Schema that the answer must match, or null for free text. */
  readonly format: 'json' | { readonly schema: Readonly<Record<string, unknown>> } | null;
  /** How much to think (`low`, `medium`, `high`, …), or null for the provider's own. */
  readonly effort: string | null;
  /** Whether the answer is wanted piece by piece; a provider may stream in any case. */
  readonly stream: boolean;
}

/** Tokens of one answer. */
export interface TokenUsage {
  /** All tokens of the prompt, those read from and written to a cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** One piece of a model's answer, in order. A failure is thrown as {@link ModelError}. */
export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** `id` and `name` come with the first piece of a call, its arguments in any number of pieces. */
  | {
      readonly type: 'tool-call';
      readonly index: number;
      readonly id: string | null;
      readonly name: string | null;
      readonly arguments: string;
    }
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  | { readonly type: 'finish'; readonly reason: FinishReason };

/** Why a model gave no answer, or no complete one. */
export type ModelErrorCode =
  /** No such model is configured or served. */
  | 'unknown-model'
  /** The request cannot be sent to this model as it is. */
  | 'invalid-request'
  | 'too-large'
  /** The policy forbids to send this anywhere. */
  | 'blocked'
  /** The provider refuses our key, or we lack one. */
  | 'not-authorised'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  /** The provider answered something that is no answer. */
  | 'bad-answer'
  | 'aborted';

/** A failure of a model, worded for the user: nothing of keys, prompts or a provider's own text is in its message. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** Seconds after which the provider wants to be asked again, or null when it did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** Speaks one protocol on one route. */
export interface ModelProvider {
  /**
   * The ids of the models that can be used on this route.
   * @throws ModelError when they cannot be listed.
   */
  models(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Sends a request once, without retries. A stream that ends has given `finish`, and `usage` before or after it where the
   * provider counts tokens. Stopping to read ends the request.
   * @throws ModelError while reading.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /**
   * Makes the least call that shows that the route works, and says what was found.
   * @throws ModelError whose message says what to do.
   */
  probe(signal: AbortSignal): Promise<string>;
}

/** A try to get an answer from a route. */
export interface RouteAttempt {
  readonly route: string;
  readonly model: string;
  /** `answered`, or why it was not. */
  readonly outcome: 'answered' | ModelErrorCode;
}

/** What a receipt says of an answer. */
export interface AnswerFacts {
  readonly route: string;
  readonly provider: ProviderKind;
  readonly model: string;
  readonly place: Place;
  readonly region: string | null;
  readonly jurisdiction: readonly string[];
  /** Class of what was asked, and of what was sent. */
  readonly class: DataClass;
  readonly sentClass: DataClass;
  readonly action: string;
  readonly rule: string;
  /** How many values were taken out of what was sent for good, and how many had a pseudonym there, by kind. */
  readonly redacted: Readonly<Record<string, number>>;
  readonly pseudonymised: Readonly<Record<string, number>>;
  /** How many values of others were masked in the answer, by kind. */
  readonly masked: Readonly<Record<string, number>>;
  /** Null when the provider did not say. */
  readonly usage: TokenUsage | null;
  /** By the prices of the settings; null without a price or usage. */
  readonly costUsd: number | null;
  readonly attempts: readonly RouteAttempt[];
  /** Until the last piece. */
  readonly milliseconds: number;
}

/** A question of the product itself to a model. */
export interface ModelQuestion {
  /** What it is for, as logs and receipts name it, e.g. `plan`. */
  readonly purpose: string;
  readonly principal: Principal;
  readonly chatId: string | null;
  readonly messages: ChatBody['messages'];
  /** JSON Schema that the answer must match. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** The least class that this question is to be treated as. */
  readonly class?: DataClass;
  /** Most tokens of the answer; the provider's own limit without it. */
  readonly maximumTokens?: number;
  readonly signal: AbortSignal;
}

/** A model's whole answer. */
export interface ModelAnswer {
  readonly text: string;
  /** The parsed answer when a schema was given and it is JSON, else null. It is not checked against the schema. */
  readonly json: unknown;
  readonly facts: AnswerFacts;
}

/** An answer that has begun. */
export interface ModelStream {
  /** The text, piece by piece. Stopping to read ends the request; a failure is thrown as {@link ModelError}. */
  readonly text: AsyncIterable<string>;
  /** Whole after the last piece; before it, usage is missing. */
  facts(): AnswerFacts;
}

/** What a model was asked for on the way to an answer of the product itself. */
export interface ModelUse {
  readonly purpose: 'understanding' | 'wording';
  /** Null when no model began to answer. */
  readonly facts: AnswerFacts | null;
  /** For the reader: why the answer goes without what was asked for, or null when it was used. */
  readonly problem: string | null;
}

/** How the product's own flows ask a model: any that may carry the data, the preferred first. */
export interface ModelPort {
  /** True when at least one route is configured. */
  readonly available: boolean;
  /** @throws ModelError */
  complete(question: ModelQuestion): Promise<ModelAnswer>;
  /**
   * Resolves when an answer begins.
   * @throws ModelError
   */
  stream(question: ModelQuestion): Promise<ModelStream>;
}
