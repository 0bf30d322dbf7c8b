import { knownDays, type Period } from '../cost-explorer/periods.ts';
import { sumCosts } from '../cost-explorer/sum-costs.ts';
import { daysIn, dayText, monthOf, monthStart } from '../world/costs/calendar.ts';
import type { Bill } from '../world/costs/charges.ts';
import type { BudgetPlan } from './budget-plans.ts';

/** What a budget comes to, in USD. */
export interface BudgetSpend {
  readonly limit: number;
  readonly actual: number;
  readonly forecast: number;
}

/** Records that budgets here leave out. */
const LEFT_OUT = ['Credit', 'Refund'];

interface Line {
  readonly accountId: string;
  readonly service: string;
  /** Last whole month, this month until yesterday, and this month to its end, in millionths. */
  readonly last: number;
  readonly soFar: number;
  readonly whole: number;
}

/** Works out budgets from the bill; what is added up is kept for the day. */
export function createBudgetSpend(bill: Bill): (plan: BudgetPlan, now: Date) => BudgetSpend {
  let kept: { readonly day: string; readonly lines: readonly Line[] } | undefined;
  return (plan, now) => {
    const day = dayText(now);
    if (kept?.day !== day) kept = { day, lines: linesOf(bill, now) };
    return spendOf(plan, kept.lines);
  };
}

function linesOf(bill: Bill, now: Date): readonly Line[] {
  const month = monthOf(now);
  const periods: readonly Period[] = [
    { start: monthStart(month - 1), end: monthStart(month) },
    { start: monthStart(month), end: monthStart(month + 1) },
  ];
  const query = {
    periods,
    filter: ({ dimensions }: { dimensions: Readonly<Record<string, string>> }) =>
      !LEFT_OUT.includes(dimensions['RECORD_TYPE'] ?? ''),
    keysOf: ({ dimensions }: { dimensions: Readonly<Record<string, string>> }) => [
      dimensions['LINKED_ACCOUNT'] ?? '',
      dimensions['SERVICE'] ?? '',
    ],
  };
  const known = sumCosts(bill, { ...query, known: knownDays(now) });
  const whole = sumCosts(bill, { ...query, known: daysIn });
  return known.map(({ keys: [accountId = '', service = ''], sums }, position) => ({
    accountId,
    service,
    last: sums[0]?.unblended ?? 0,
    soFar: sums[1]?.unblended ?? 0,
    whole: whole[position]?.sums[1]?.unblended ?? 0,
  }));
}

function spendOf({ accounts, service, factor }: BudgetPlan, lines: readonly Line[]): BudgetSpend {
  const ids = accounts === null ? null : new Set(accounts.map(({ id }) => id));
  const counted = lines.filter(
    (line) => (ids?.has(line.accountId) ?? true) && (service === null || line.service === service),
  );
  const sum = (member: 'last' | 'soFar' | 'whole') =>
    counted.reduce((total, line) => total + line[member], 0) / 1_000_000;
  const limit = Math.max(Math.round((sum('last') * factor) / 100) * 100, 100);
  return { limit, actual: sum('soFar'), forecast: sum('whole') };
}
