import type {
  BudgetLedger,
  LimitedCounter,
  ModelUse,
} from '../pipeline-server/contracts/budgets.ts';
import {
  defineFilter,
  type FilterBody,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../pipeline-server/contracts/plugin.ts';
import { findUsedUp, type UseCounts, useLimitsOf } from './budget-limits.ts';
import { BUDGET_VALVES, type BudgetValves } from './budget-valves.ts';
import { type AnswerUse, expectUsage, readUsage } from './read-usage.ts';
import { createUsageCounter, type Limit, type UsageCounter } from './usage-counter.ts';
import { createUseReservations, type ReservedFor } from './use-reservations.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the filter is made of. */
export interface BudgetFilterPorts {
  /** Keeps what the chats of users and groups used, whoever serves their models. */
  readonly ledger: BudgetLedger;
}

type Context = FilterContext<BudgetValves>;

interface Counts extends UseCounts {
  readonly questions: UsageCounter;
  readonly inTurn: InTurn;
}

/** A question or an answer, and who is there. */
interface Call {
  readonly body: FilterBody;
  readonly context: Context;
}

/**
 * Limits the questions of each user per hour and day, and the tokens and USD of users and groups per day and month. Each
 * filter made counts questions for itself; what was used is in the ledger, what running answers may use in memory.
 */
export function createBudget({ ledger }: BudgetFilterPorts): FilterPlugin<typeof BUDGET_VALVES> {
  const counts: Counts = {
    ledger,
    reservations: createUseReservations(),
    questions: createUsageCounter(),
    inTurn: createTurns(),
  };
  const counted = createSeen();
  return defineFilter({
    id: 'budget',
    name: 'Budget',
    description:
      'Limits how many questions each user may ask, and what users and groups may use models for.',
    valves: BUDGET_VALVES,
    inlet(body, context) {
      if (!context.valves.enabled || context.task !== null) return body;
      return counts.inTurn(() => admit(counts, { body, context }));
    },
    async outlet(body, context) {
      const isCounted = context.valves.enabled && useLimitsOf(context.valves).length > 0;
      if (isCounted && counted(body['id'])) {
        await counts.inTurn(() => settle(counts, { body, context }));
      }
      return body;
    },
  });
}

/** Looks at what was used and is reserved before it counts the question: what is refused is no question. */
async function admit(counts: Counts, call: Call): Promise<FilterBody> {
  const { body, context } = call;
  const { valves, principal, messageId, clock } = context;
  const now = clock.now();
  const limits = useLimitsOf(valves);
  const whose = reservedFor(context);
  const use = useOf(call, expectUsage(body, valves.answer_tokens));
  const usedUp = await findUsedUp(counts, limits, { whose, use, now });
  if (usedUp !== null) throw new Refusal(429, usedUp);
  const question = { user: principal.id, messageId, at: now.getTime() };
  const reached = counts.questions.count(question, limitsOf(valves));
  if (reached !== null) {
    throw new Refusal(429, refusalText(valves.message, reached.limit, reached.waitMs));
  }
  if (limits.length > 0) counts.reservations.reserve(whose, use, now.getTime());
  return body;
}

/** Puts what was used in the place of what was reserved; where it cannot be counted, the reservation stays until it expires. */
async function settle({ ledger, reservations }: Counts, call: Call): Promise<void> {
  await countUse(ledger, call);
  reservations.release(reservedFor(call.context));
}

function reservedFor({ principal, chatId, messageId }: Context): ReservedFor {
  return { user: principal.id, groups: [...new Set(principal.groups)], chatId, messageId };
}

async function countUse(ledger: BudgetLedger, call: Call): Promise<void> {
  const { principal, clock, log } = call.context;
  const used = readUsage(call.body);
  if (used === null) return;
  const model = modelOf(call.body);
  if (priceOf(call.context.valves.prices, model, used) === null)
    log.info({ model }, 'a model without a price: only its tokens are counted');
  const groups = [...new Set(principal.groups)];
  const estimates = used.isEstimate ? (['', '-estimate'] as const) : ([''] as const);
  const counters = estimates.flatMap((suffix): readonly LimitedCounter[] => [
    { kind: `chat-user${suffix}`, name: principal.id, ...NO_LIMIT },
    ...groups.map((name) => ({ kind: `chat-group${suffix}`, name, ...NO_LIMIT }) as const),
  ]);
  const day = clock.now().toISOString().slice(0, 10);
  // The answer has been given: it is counted also where it passes a limit.
  await ledger.reserve({ day, counters, use: useOf(call, used) });
}

function useOf({ body, context }: Call, used: AnswerUse): ModelUse {
  return {
    tokens: used.inputTokens + used.outputTokens,
    microUsd: priceOf(context.valves.prices, modelOf(body), used) ?? 0,
  };
}

function modelOf({ model }: FilterBody): string {
  return typeof model === 'string' ? model : '';
}

type InTurn = <T>(act: () => Promise<T>) => Promise<T>;

/** One after another, so that nobody comes between looking and reserving, or between counting and releasing. */
function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const own = last.then(act);
    last = own.catch(() => undefined);
    return own;
  };
}

const NO_LIMIT = { tokens: null, microUsd: null };

/** Millionths of a USD: a USD per million tokens is one millionth per token. Null for a model without a price. */
function priceOf(
  prices: readonly string[],
  model: string,
  { inputTokens, outputTokens }: AnswerUse,
): number | null {
  const found = prices.map((price) => price.split(' ')).find(([name]) => name === model);
  if (found === undefined) return null;
  const [, input, output] = found;
  return Math.ceil(inputTokens * Number(input) + outputTokens * Number(output));
}

const MOST_SEEN = 10_000;

/** Says whether an answer is there for the first time; one without an id always is. */
function createSeen(): (id: unknown) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (typeof id !== 'string') return true;
    if (seen.has(id)) return false;
    seen.add(id);
    for (const oldest of seen) {
      if (seen.size <= MOST_SEEN) break;
      seen.delete(oldest);
    }
    return true;
  };
}

function limitsOf(valves: { per_hour: number; per_day: number }): readonly Limit[] {
  return [
    { periodMs: HOUR_MS, most: valves.per_hour },
    { periodMs: DAY_MS, most: valves.per_day },
  ].filter(({ most }) => most > 0);
}

function refusalText(template: string, limit: Limit, waitMs: number): string {
  return template
    .replaceAll('{limit}', () => String(limit.most))
    .replaceAll('{period}', () => (limit.periodMs === HOUR_MS ? 'an hour' : 'a day'))
    .replaceAll('{wait}', () => spokenDuration(waitMs));
}

/** Rounded up, so that asking again after that time works. */
function spokenDuration(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours === 0 ? [] : [plural(hours, 'hour')]),
    ...(minutes % 60 === 0 ? [] : [plural(minutes % 60, 'minute')]),
  ];
  return parts.join(' and ');
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
