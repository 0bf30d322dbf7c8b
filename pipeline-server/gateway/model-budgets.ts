import {
  type BudgetEntry,
  type BudgetKind,
  type BudgetLedger,
  type BudgetLimit,
  type BudgetRefusal,
  type LimitedCounter,
  limitedCounter,
  type ModelUse,
} from '../contracts/budgets.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import { ModelError, type ModelRequest, type Route, type TokenUsage } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import { costOf } from './answer-cost.ts';

/** Stands before every request to a model. */
export interface ModelBudgets {
  /**
   * Reserves what a request may use at most, about. The answer gives back the difference once it is known.
   * @throws ModelError `rate-limited` that names the limit, what is left of it and when it resets.
   */
  reserve(asked: BudgetedRequest): Promise<BudgetReservation>;
}

/** Who asks what of which model. */
interface BudgetedRequest {
  readonly principal: Principal;
  readonly route: Route;
  readonly request: ModelRequest;
}

/** What is reserved. */
export interface BudgetReservation {
  /** Counts what was used. Without usage the reservation stays counted: the provider bills what it sent. */
  settle(usage: TokenUsage | null): Promise<void>;
  /** Takes the reservation back: nothing was answered. */
  release(): Promise<void>;
}

/** What budgets are made of. */
export interface ModelBudgetsOptions {
  readonly limits: readonly BudgetLimit[];
  /** Tokens that are reserved for an answer whose request does not say how long it may be. */
  readonly answerTokens: number;
  readonly ledger: BudgetLedger;
  readonly clock: Clock;
  readonly log: Logger;
}

const MICRO = 1_000_000;
const DAY_MS = 86_400_000;
/** Characters of a token, few: English has about four, code and other languages less. */
const CHARACTERS_PER_TOKEN = 3;
const NO_USE: ModelUse = { tokens: 0, microUsd: 0 };

const UNLIMITED: BudgetReservation = {
  settle: () => Promise.resolve(),
  release: () => Promise.resolve(),
};

/** Makes the budgets of models. Without a limit nothing is counted; with one, the use of everyone and every model is. */
export function createModelBudgets(options: ModelBudgetsOptions): ModelBudgets {
  const { limits, ledger, clock } = options;
  return {
    async reserve(asked) {
      if (limits.length === 0) return UNLIMITED;
      const now = clock.now();
      const { route, request } = asked;
      const entry: BudgetEntry = {
        day: now.toISOString().slice(0, 10),
        counters: countersOf(limits, asked),
        use: estimateOf(asked, options.answerTokens),
      };
      const refusal = await ledger.reserve(entry);
      if (refusal !== null) throw overBudget(refusal, now);
      return reservationOf(options, entry, (usage) => useOf(route, request.model, usage));
    },
  };
}

/** It is settled once: an answer can end in more than one way. A failure leaves the reservation counted. */
function reservationOf(
  { ledger, log }: ModelBudgetsOptions,
  entry: BudgetEntry,
  use: (usage: TokenUsage) => ModelUse,
): BudgetReservation {
  let isOpen = true;
  const end = async (actual: ModelUse | null) => {
    if (!isOpen) return;
    isOpen = false;
    if (actual === null) return;
    await ledger.settle(entry, actual).catch((error: unknown) => {
      log.error({ err: error }, 'the use of a model could not be counted');
    });
  };
  return {
    settle: (usage) => end(usage === null ? null : use(usage)),
    release: () => end(NO_USE),
  };
}

function countersOf(
  limits: readonly BudgetLimit[],
  { principal, request }: BudgetedRequest,
): readonly LimitedCounter[] {
  const named: readonly (readonly [BudgetKind, string])[] = [
    ['user', principal.id],
    ...[...new Set(principal.groups)].map((group) => ['group', group] as const),
    ['model', request.model],
    ['everyone', 'all'],
  ];
  return named.map(([kind, name]) => limitedCounter(limits, { kind, name }));
}

function estimateOf({ route, request }: BudgetedRequest, answerTokens: number): ModelUse {
  const { messages, tools, model, maximumTokens } = request;
  const characters = JSON.stringify([messages, tools]).length;
  return useOf(route, model, {
    inputTokens: Math.ceil(characters / CHARACTERS_PER_TOKEN),
    outputTokens: maximumTokens ?? answerTokens,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  });
}

function useOf(route: Route, model: string, usage: TokenUsage): ModelUse {
  return {
    tokens: usage.inputTokens + usage.outputTokens,
    microUsd: Math.ceil((costOf(route, model, usage) ?? 0) * MICRO),
  };
}

function overBudget(refusal: BudgetRefusal, now: Date): ModelError {
  const midnight = new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS);
  const resets = `${midnight.toISOString().slice(0, 10)} 00:00 UTC`;
  const message = `The budget of ${ownerOf(refusal)} for models is used up for this request: ${leftOf(refusal)}. It resets at ${resets}; ask for less, or let an administrator raise models.budgets.`;
  const retryAfterSeconds = Math.ceil((midnight.getTime() - now.getTime()) / 1000);
  return new ModelError('rate-limited', message, { retryAfterSeconds });
}

function ownerOf({ counter: { kind, name } }: BudgetRefusal): string {
  if (kind === 'user') return 'your account';
  return kind === 'everyone' ? 'everyone together' : `the ${kind} ${name}`;
}

/** "1,200 of 50,000 tokens and USD 0.10 of USD 5.00 are left today". */
function leftOf({ counter, used }: BudgetRefusal): string {
  const parts: string[] = [];
  if (counter.tokens !== null) {
    const left = Math.max(0, counter.tokens - used.tokens);
    parts.push(`${left.toLocaleString('en')} of ${counter.tokens.toLocaleString('en')} tokens`);
  }
  if (counter.microUsd !== null) {
    const left = Math.max(0, counter.microUsd - used.microUsd);
    parts.push(`USD ${money(left)} of USD ${money(counter.microUsd)}`);
  }
  return `${parts.join(' and ')} are left today, running answers counted`;
}

function money(microUsd: number): string {
  return (microUsd / MICRO).toFixed(2);
}
