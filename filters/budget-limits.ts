import type { BudgetKind, BudgetLedger, ModelUse } from '../pipeline-server/contracts/budgets.ts';
import type { BudgetValves } from './budget-valves.ts';
import type { ReservedFor, UseReservations } from './use-reservations.ts';

/** Most that one owner's chats may use in a period (UTC). */
export interface UseLimit {
  readonly owner: 'user' | 'group';
  readonly unit: 'tokens' | 'usd';
  readonly period: 'day' | 'month';
  readonly most: number;
}

const OWNERS = ['user', 'group'] as const;
const UNITS = ['tokens', 'usd'] as const;
const PERIODS = ['day', 'month'] as const;

/** The limits that are set. */
export function useLimitsOf(valves: BudgetValves): readonly UseLimit[] {
  const all = OWNERS.flatMap((owner) =>
    UNITS.flatMap((unit) =>
      PERIODS.map((period) => {
        const most = valves[`${owner}_${unit}_per_${period}`];
        return { owner, unit, period, most };
      }),
    ),
  );
  return all.filter(({ most }) => most > 0);
}

/** What a question needs beside what was used and is reserved. */
export interface NeededUse {
  readonly whose: ReservedFor;
  readonly use: ModelUse;
  readonly now: Date;
}

/** What chats used, and what those that run may still use. */
export interface UseCounts {
  readonly ledger: BudgetLedger;
  readonly reservations: UseReservations;
}

/** What a user reads when a question does not fit a limit; null while it fits all. */
export async function findUsedUp(
  counts: UseCounts,
  limits: readonly UseLimit[],
  needed: NeededUse,
): Promise<string | null> {
  const { user, groups } = needed.whose;
  for (const limit of limits) {
    for (const name of limit.owner === 'user' ? [user] : groups) {
      const amounts = await readAmounts(counts, { limit, name }, needed);
      if (isFull(limit, amounts)) return usedUpText(limit, amounts);
    }
  }
  return null;
}

async function readAmounts(
  { ledger, reservations }: UseCounts,
  { limit, name }: { readonly limit: UseLimit; readonly name: string },
  { whose, use, now }: NeededUse,
): Promise<Amounts> {
  const days = now.toISOString().slice(0, limit.period === 'day' ? 10 : 7);
  const group = limit.owner === 'user' ? null : name;
  const read = async (kind: BudgetKind) =>
    amountOf(limit, await ledger.total({ kind, name }, days));
  return {
    name,
    now,
    used: await read(`chat-${limit.owner}`),
    estimated: await read(`chat-${limit.owner}-estimate`),
    reserved: amountOf(limit, reservations.total(whose, group, now.getTime())),
    needed: amountOf(limit, use),
  };
}

function isFull({ most }: UseLimit, { used, reserved, needed }: Amounts): boolean {
  return used >= most || used + reserved + needed > most;
}

const MICRO = 1_000_000;

function amountOf({ unit }: UseLimit, use: ModelUse): number {
  return unit === 'tokens' ? use.tokens : use.microUsd / MICRO;
}

interface Amounts {
  readonly name: string;
  readonly now: Date;
  readonly used: number;
  readonly estimated: number;
  readonly reserved: number;
  readonly needed: number;
}

function usedUpText(limit: UseLimit, amounts: Amounts): string {
  const { name, used, estimated, reserved, needed } = amounts;
  const write = (amount: number) => writeAmount(limit, amount);
  const whose = limit.owner === 'user' ? 'Your budget' : `The budget of the group ${name}`;
  const share = estimated === 0 ? '' : `, ${write(estimated)} of it estimated`;
  const state =
    used >= limit.most
      ? `is used up: ${write(used)} were used${share}`
      : `has no room for this question now: ${write(used)} were used${share}, ${write(reserved)} are reserved for answers that are still being written, and it may need ${write(needed)}`;
  return `${whose} of ${write(limit.most)} a ${limit.period} for models ${state}. It begins anew at ${resetOf(limit, amounts.now)} 00:00 UTC; an administrator can raise it in the valves of the filter budget.`;
}

function writeAmount({ unit }: UseLimit, amount: number): string {
  return unit === 'tokens'
    ? `${Math.round(amount).toLocaleString('en')} tokens`
    : `USD ${amount.toFixed(2)}`;
}

function resetOf({ period }: UseLimit, now: Date): string {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const next = period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  return new Date(next).toISOString().slice(0, 10);
}
