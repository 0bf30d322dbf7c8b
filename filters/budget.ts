import type { BudgetLedger, LimitedCounter } from '../pipeline-server/contracts/budgets.ts';
import {
  defineFilter,
  type FilterBody,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../pipeline-server/contracts/plugin.ts';
import { findUsedUp, useLimitsOf } from './budget-limits.ts';
import { BUDGET_VALVES, type BudgetValves } from './budget-valves.ts';
import { type AnswerUse, readUsage } from './read-usage.ts';
import { createUsageCounter, type Limit, type UsageCounter } from './usage-counter.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the filter is made of. */
export interface BudgetFilterPorts {
  /** Keeps what the chats of users and groups used, whoever serves their models. */
  readonly ledger: BudgetLedger;
}

type Context = FilterContext<BudgetValves>;

/**
 * Limits the questions of each user per hour and day, and the tokens and USD of users and groups per day and month. Each
 * filter made counts questions for itself; what was used is in the ledger.
 */
export function createBudget({ ledger }: BudgetFilterPorts): FilterPlugin<typeof BUDGET_VALVES> {
  const counter = createUsageCounter();
  const counted = createSeen();
  return defineFilter({
    id: 'budget',
    name: 'Budget',
    description:
      'Limits how many questions each user may ask, and what users and groups may use models for.',
    valves: BUDGET_VALVES,
    inlet(body, context) {
      if (!context.valves.enabled || context.task !== null) return body;
      return admit(ledger, counter, { body, context });
    },
    async outlet(body, context) {
      const isCounted = context.valves.enabled && useLimitsOf(context.valves).length > 0;
      if (isCounted && counted(body['id'])) await countUse(ledger, body, context);
      return body;
    },
  });
}

/** Looks at what was used before it counts the question: what is refused is no question. */
async function admit(
  ledger: BudgetLedger,
  counter: UsageCounter,
  { body, context }: { readonly body: FilterBody; readonly context: Context },
): Promise<FilterBody> {
  const { valves, principal, messageId, clock } = context;
  const now = clock.now();
  const usedUp = await findUsedUp(ledger, useLimitsOf(valves), { principal, now });
  if (usedUp !== null) throw new Refusal(429, usedUp);
  const use = { user: principal.id, messageId, at: now.getTime() };
  const reached = counter.count(use, limitsOf(valves));
  if (reached === null) return body;
  throw new Refusal(429, refusalText(valves.message, reached.limit, reached.waitMs));
}

async function countUse(
  ledger: BudgetLedger,
  body: FilterBody,
  { valves, principal, clock, log }: Context,
): Promise<void> {
  const used = readUsage(body);
  if (used === null) return;
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  const microUsd = priceOf(valves.prices, model, used);
  if (microUsd === null)
    log.info({ model }, 'a model without a price: only its tokens are counted');
  const groups = [...new Set(principal.groups)];
  const estimates = used.isEstimate ? (['', '-estimate'] as const) : ([''] as const);
  const counters = estimates.flatMap((suffix): readonly LimitedCounter[] => [
    { kind: `chat-user${suffix}`, name: principal.id, ...NO_LIMIT },
    ...groups.map((name) => ({ kind: `chat-group${suffix}`, name, ...NO_LIMIT }) as const),
  ]);
  const tokens = used.inputTokens + used.outputTokens;
  const day = clock.now().toISOString().slice(0, 10);
  // The answer has been given: it is counted also where it passes a limit.
  await ledger.reserve({ day, counters, use: { tokens, microUsd: microUsd ?? 0 } });
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
