import type { AnswerMask, MaskAnswer } from '../contracts/answer-mask.ts';
import type { ChatBody } from '../contracts/chat.ts';
import type { Logger } from '../contracts/context.ts';
import {
  type AnswerFacts,
  ModelError,
  type ModelEvent,
  type Route,
  type TokenUsage,
} from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import type { DataClass } from '../contracts/sovereignty.ts';
import type { GateDecision, SovereigntyGate } from '../contracts/sovereignty-gate.ts';
import { costOf } from './answer-cost.ts';
import { candidatesFor } from './candidates.ts';
import type { ModelBudgets } from './model-budgets.ts';
import { type ConnectedRoute, createModelLists } from './model-lists.ts';
import { createOfferedModels, type OfferedModel, type OfferedModels } from './offered-models.ts';
import { createOpener, type OpenedAnswer, type Opener } from './open-answer.ts';
import type { OpenedStream } from './open-stream.ts';

/** The id by which the choice of the model is left to the policy. */
export const AUTOMATIC_MODEL = 'xops-auto';

/** One chat on its way to a model. */
export interface GatewayRequest {
  readonly principal: Principal;
  readonly chatId: string | null;
  /** `chat`, or what a question of the product itself is for. */
  readonly purpose: string;
  readonly body: ChatBody;
  /** Id of an offered model, or {@link AUTOMATIC_MODEL}. */
  readonly modelId: string;
  readonly leastClass: DataClass;
  readonly signal: AbortSignal;
}

/** An answer that has begun. */
export interface GatewayAnswer {
  readonly decision: GateDecision;
  readonly route: Route;
  /** As the provider knows it. */
  readonly model: string;
  /** False when another model was asked for, or none in particular. */
  readonly isChosen: boolean;
  readonly events: AsyncIterable<ModelEvent>;
  /** To be read after the last event. */
  facts(): AnswerFacts;
}

/** Sends chats to models: classified, on a permitted route only, repeated there, and stopped with the caller. */
export interface Gateway {
  readonly offered: OfferedModels;
  /**
   * Resolves with the first event of an answer.
   * @throws ModelError; nothing was answered then.
   */
  answer(request: GatewayRequest): Promise<GatewayAnswer>;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  /** In order of preference. */
  readonly routes: readonly ConnectedRoute[];
  readonly gate: SovereigntyGate;
  readonly budgets: ModelBudgets;
  /** Takes out of a request what is to have no effect on a model; done before it is classified. */
  readonly guardRequest: (body: ChatBody) => ChatBody;
  /** Null where answers are shown as they come. */
  readonly maskAnswer: MaskAnswer | null;
  readonly log: Logger;
}

/** Makes the gateway. */
export function createGateway(options: GatewayOptions): Gateway {
  const { routes, budgets, log } = options;
  const offered = createOfferedModels(
    routes.map(({ route }) => route),
    createModelLists(routes, log),
  );
  const opener = createOpener({ routes, offered, budgets });
  const parts: Parts = { ...options, offered, opener };
  return { offered, answer: (request) => answer(parts, request) };
}

interface Parts extends GatewayOptions {
  readonly offered: OfferedModels;
  readonly opener: Opener;
}

async function answer(parts: Parts, asked: GatewayRequest): Promise<GatewayAnswer> {
  const startedAt = performance.now();
  const request = { ...asked, body: parts.guardRequest(asked.body) };
  const { modelId } = request;
  const chosen = modelId === AUTOMATIC_MODEL ? null : await parts.offered.find(modelId);
  const decision = await decide(parts, request, chosen);
  const candidates = candidatesFor(
    parts.routes.map(({ route }) => route),
    chosen,
    decision,
  );
  const { principal, signal } = request;
  const mask = (await parts.maskAnswer?.(request.body)) ?? null;
  const opened = await parts.opener.open({ candidates, decision, principal, signal });
  return begunAnswer({ chosen, decision, mask, opened, startedAt });
}

/** A gate that fails is a refusal: nothing leaves without a decision. */
async function decide(
  { gate, log }: Parts,
  { principal, chatId, purpose, body, leastClass, signal }: GatewayRequest,
  chosen: OfferedModel | null,
): Promise<GateDecision> {
  const requestedRoute = chosen?.route ?? null;
  try {
    return await gate.decide({
      principal,
      chatId,
      purpose,
      body,
      leastClass,
      requestedRoute,
      signal,
    });
  } catch (error) {
    // Not its message, which may repeat what was to be classified.
    const kind = error instanceof Error ? error.name : typeof error;
    log.error({ kind, purpose }, 'a request could not be classified and was not sent');
    const message =
      'The chat could not be classified, so it was not sent to any model. Try again; if it stays, tell your administrator.';
    throw new ModelError('blocked', message);
  }
}

interface Begun {
  readonly chosen: OfferedModel | null;
  readonly decision: GateDecision;
  readonly mask: AnswerMask | null;
  readonly opened: OpenedAnswer;
  readonly startedAt: number;
}

function begunAnswer({ chosen, decision, mask, opened, startedAt }: Begun): GatewayAnswer {
  const { stream, candidate, model, attempts, reservation } = opened;
  const { route } = candidate;
  let usage: TokenUsage | null = null;
  const observed = observe(stream, {
    count(counted) {
      usage = counted;
    },
    ended: () => reservation.settle(usage),
  });
  const restored = decision.restore?.(observed) ?? observed;
  return {
    decision,
    route,
    model,
    isChosen: chosen?.route === route.id && chosen.model === model,
    events: mask?.mask(restored) ?? restored,
    facts: () => ({
      route: route.id,
      provider: route.provider,
      model,
      place: route.place,
      region: route.region,
      jurisdiction: route.jurisdiction,
      class: decision.class,
      sentClass: decision.sentClass,
      action: decision.action,
      rule: decision.rule,
      redacted: decision.redacted,
      pseudonymised: decision.pseudonymised,
      masked: mask?.masked() ?? {},
      usage,
      costUsd: costOf(route, model, usage),
      attempts,
      milliseconds: performance.now() - startedAt,
    }),
  };
}

interface Observer {
  count(usage: TokenUsage): void;
  /** Called at the end, however it came. */
  ended(): Promise<void>;
}

/** By hand, not as a generator: it stands in the way of every piece of every answer. */
function observe(stream: OpenedStream, observer: Observer): AsyncIterable<ModelEvent> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => observeNext(stream, observer),
      async return() {
        await observer.ended();
        return await stream.return();
      },
    }),
  };
}

async function observeNext(stream: OpenedStream, observer: Observer) {
  try {
    const result = await stream.next();
    if (result.done === true) await observer.ended();
    else if (result.value.type === 'usage') observer.count(result.value.usage);
    return result;
  } catch (error) {
    await observer.ended();
    throw error;
  }
}
