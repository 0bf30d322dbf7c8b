import type { BudgetLedger, ModelUse } from '../pipeline-server/contracts/budgets.ts';
import type { Principal } from '../pipeline-server/contracts/principal.ts';
import type { BudgetValves } from './budget-valves.ts';

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

/** Whose chats are counted, and when it is. */
interface Asked {
  readonly principal: Principal;
  readonly now: Date;
}

/** What a user reads when a limit has been reached; null while none has. */
export async function findUsedUp(
  ledger: BudgetLedger,
  limits: readonly UseLimit[],
  { principal, now }: Asked,
): Promise<string | null> {
  for (const limit of limits) {
    const names = limit.owner === 'user' ? [principal.id] : new Set(principal.groups);
    const days = now.toISOString().slice(0, limit.period === 'day' ? 10 : 7);
    for (const name of names) {
      const used = amountOf(limit, await ledger.total({ kind: `chat-${limit.owner}`, name }, days));
      if (used < limit.most) continue;
      const kind = `chat-${limit.owner}-estimate` as const;
      const estimated = amountOf(limit, await ledger.total({ kind, name }, days));
      return usedUpText(limit, { name, used, estimated, now });
    }
  }
  return null;
}

const MICRO = 1_000_000;

function amountOf({ unit }: UseLimit, use: ModelUse): number {
  return unit === 'tokens' ? use.tokens : use.microUsd / MICRO;
}

interface Amounts {
  readonly name: string;
  readonly used: number;
  readonly estimated: number;
  readonly now: Date;
}

function usedUpText(limit: UseLimit, { name, used, estimated, now }: Amounts): string {
  const write = (amount: number) =>
    limit.unit === 'tokens'
      ? `${Math.round(amount).toLocaleString('en')} tokens`
      : `USD ${amount.toFixed(2)}`;
  const whose = limit.owner === 'user' ? 'Your budget' : `The budget of the group ${name}`;
  const share = estimated === 0 ? '' : `, ${write(estimated)} of it estimated`;
  return `${whose} of ${write(limit.most)} a ${limit.period} for models is used up: ${write(used)} were used${share}. It begins anew at ${resetOf(limit, now)} 00:00 UTC; an administrator can raise it in the valves of the filter budget.`;
}

function resetOf({ period }: UseLimit, now: Date): string {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const next = period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  return new Date(next).toISOString().slice(0, 10);
}
