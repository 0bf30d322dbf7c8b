import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type {
  Charge,
  LedgerRefusal,
  MicroUsd,
  SpendGuard,
  SpendLedger,
  SpendLimits,
} from '../../pipeline-server/contracts/spending.ts';

/** What a guard counts with. */
export interface SpendGuardOptions {
  readonly limits: SpendLimits;
  readonly ledger: SpendLedger;
  readonly clock: Clock;
}

const MICRO = 1_000_000;
const DAY_MS = 86_400_000;

/** A guard that holds the limits of questions, of people and of everyone together. */
export function createSpendGuard({ limits, ledger, clock }: SpendGuardOptions): SpendGuard {
  return {
    async charge(charge) {
      const amount = toMicro(charge.priceUsd);
      takeFromQuestion(charge, limits.questionUsd);
      const now = clock.now();
      const entry = { day: dayOf(now), identity: charge.identity, amount };
      const refusal = await ledger.add({
        ...entry,
        limits: { person: toMicro(limits.personDayUsd), everyone: toMicro(limits.dayUsd) },
      });
      if (refusal !== null) {
        giveBack(charge);
        throw dayIsOver({ charge, refusal, limits, now });
      }
      return async () => {
        giveBack(charge);
        await ledger.remove(entry);
      };
    },
  };
}

/** Taken before anything is awaited, so that requests of one question that run side by side cannot both pass. */
function takeFromQuestion({ allowance, api, priceUsd }: Charge, questionUsd: number): void {
  const limit = Math.min(allowance.limitUsd ?? questionUsd, questionUsd);
  const spent = toMicro(allowance.spentUsd) + toMicro(priceUsd);
  if (spent > toMicro(limit)) throw questionIsOver(api, limit, allowance.spentUsd);
  allowance.spentUsd = spent / MICRO;
}

function giveBack({ allowance, priceUsd }: Charge): void {
  allowance.spentUsd = (toMicro(allowance.spentUsd) - toMicro(priceUsd)) / MICRO;
}

function questionIsOver(api: string, limit: number, spent: number): AnalysisError {
  return reached(
    `${api} was not asked: this question has spent USD ${money(spent)} of its limit of USD ${money(limit)}.`,
    'Ask for less, or let an administrator raise aws.limits.questionUsd and the valve limit_usd; every question begins at zero.',
  );
}

interface OverDay {
  readonly charge: Charge;
  readonly refusal: LedgerRefusal;
  readonly limits: SpendLimits;
  readonly now: Date;
}

function dayIsOver({ charge, refusal, limits, now }: OverDay): AnalysisError {
  const own = refusal.whose === 'person';
  const limit = own ? limits.personDayUsd : limits.dayUsd;
  const setting = own ? 'aws.limits.personDayUsd' : 'aws.limits.dayUsd';
  const whose = own ? 'your limit' : 'the limit for everyone together';
  const spent = money(refusal.spent / MICRO);
  return reached(
    `${charge.api} was not asked: USD ${spent} of ${whose} of USD ${money(limit)} a day is spent.`,
    `It resets at ${dayOf(new Date(now.getTime() + DAY_MS))} 00:00 UTC; an administrator can raise ${setting}. Answers that are cached cost nothing.`,
  );
}

function reached(problem: string, remedy: string): AnalysisError {
  return new AnalysisError('limit-reached', `${problem} ${remedy}`);
}

function toMicro(usd: number): MicroUsd {
  return Math.round(usd * MICRO);
}

function money(usd: number): string {
  return usd.toFixed(2);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
