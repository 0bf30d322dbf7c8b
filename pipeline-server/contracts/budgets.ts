import type { MicroUsd } from './spending.ts';

/**
 * Whose use is counted: a person's, that of a group's members, a model's, or everybody's together, all of them of models that
 * this server serves. The filter `budget` counts chats of Open WebUI with any model by `chat-` kinds of its own, and how much of
 * that is an estimate.
 */
export type BudgetKind =
  | 'user'
  | 'group'
  | 'model'
  | 'everyone'
  | 'chat-user'
  | 'chat-group'
  | 'chat-user-estimate'
  | 'chat-group-estimate';

/** What models were used for: tokens of prompts and answers, and what they cost by the prices of the settings. */
export interface ModelUse {
  readonly tokens: number;
  readonly microUsd: MicroUsd;
}

/** A limit on a day (UTC). */
export interface BudgetLimit {
  readonly kind: BudgetKind;
  /** Whose; null for each of the kind alone. */
  readonly name: string | null;
  /** Null for no limit. */
  readonly tokens: number | null;
  readonly usd: number | null;
}

/** One count of a day: `alice` of the kind `user`. */
export interface BudgetCounter {
  readonly kind: BudgetKind;
  readonly name: string;
}

/** A counter, and what it must not pass; null for no limit. */
export interface LimitedCounter extends BudgetCounter {
  readonly tokens: number | null;
  readonly microUsd: MicroUsd | null;
}

const MICRO = 1_000_000;

/** A counter with the least of the limits that are for it. */
export function limitedCounter(
  limits: readonly BudgetLimit[],
  { kind, name }: BudgetCounter,
): LimitedCounter {
  const own = limits.filter((limit) => limit.kind === kind && (limit.name ?? name) === name);
  const usd = least(own.map((limit) => limit.usd));
  return {
    kind,
    name,
    tokens: least(own.map(({ tokens }) => tokens)),
    microUsd: usd === null ? null : Math.round(usd * MICRO),
  };
}

function least(limits: readonly (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}

/** What a counter of a day stands at, reservations included. */
export interface CountedUse extends BudgetCounter, ModelUse {}

/** A use that is to be counted. */
export interface BudgetEntry {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly counters: readonly LimitedCounter[];
  readonly use: ModelUse;
}

/** The counter that stands in the way, and what it stands at. */
export interface BudgetRefusal {
  readonly counter: LimitedCounter;
  readonly used: ModelUse;
}

/** What models were used for, by day and counter. */
export interface BudgetLedger {
  /** Counts a use on all its counters or, when it would pass the limit of one, on none; also beside other processes. */
  reserve(entry: BudgetEntry): Promise<BudgetRefusal | null>;
  /** Puts what was really used in the place of what was reserved. */
  settle(entry: BudgetEntry, actual: ModelUse): Promise<void>;
  /** All counters of a day. */
  read(day: string): Promise<readonly CountedUse[]>;
  /** What a counter stands at: of a day (`YYYY-MM-DD`, UTC), or of all days of a month (`YYYY-MM`). */
  total(counter: BudgetCounter, days: string): Promise<ModelUse>;
}
