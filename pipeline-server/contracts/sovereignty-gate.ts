import type { ChatBody } from './chat.ts';
import type { ModelEvent } from './models.ts';
import type { Principal } from './principal.ts';
import type { DataClass } from './sovereignty.ts';

/** What is about to be sent to a model. */
export interface GateRequest {
  readonly principal: Principal;
  readonly chatId: string | null;
  /** `chat`, or what a question of the product itself is for. */
  readonly purpose: string;
  /** All of it: everything in here may be sent, so everything in here is looked at. */
  readonly body: ChatBody;
  /** The least class that the body is to be treated as. */
  readonly leastClass: DataClass;
  /** Id of the route whose model was asked for, or null when any will do. */
  readonly requestedRoute: string | null;
  readonly signal: AbortSignal;
}

/** What the policy does with a request. */
export type GateAction = 'allow' | 'redact' | 'pseudonymise' | 'route-local' | 'block';

/** Where a request may go, and in which form. */
export interface GateDecision {
  readonly action: GateAction;
  /** Class of the request as it came. */
  readonly class: DataClass;
  /** Class of {@link body}, which is lower once values were taken out. The gateway refuses routes that may not carry it. */
  readonly sentClass: DataClass;
  /** How many values were found, by kind; never a value. */
  readonly found: Readonly<Record<string, number>>;
  /** How many values were taken out of {@link body} for good, by kind; never a value. */
  readonly redacted: Readonly<Record<string, number>>;
  /** How many values have a pseudonym in {@link body}, by kind; a value counts wherever it stood, found there or not. */
  readonly pseudonymised: Readonly<Record<string, number>>;
  /** For the user: why, and what to do. */
  readonly reason: string;
  /** Id of the rule that decided. */
  readonly rule: string;
  /** Ids of the routes that may be used; empty when blocked. */
  readonly routes: readonly string[];
  /** What may be sent, in place of what came. */
  readonly body: ChatBody;
  /** Puts back into an answer what was taken out of the request; left out when nothing was. */
  restore?(events: AsyncIterable<ModelEvent>): AsyncIterable<ModelEvent>;
}

/**
 * Decides on every request to a model, inside the gateway: nothing is sent without a decision, and whatever it throws is a
 * refusal.
 */
export interface SovereigntyGate {
  decide(request: GateRequest): Promise<GateDecision>;
}
