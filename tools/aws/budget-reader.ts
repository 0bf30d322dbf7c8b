import { type BudgetFilter, filterOfConditions, filterOfExpression } from './budget-filter.ts';
import { describeBudgets } from './budget-operations.ts';
import { type ExactAmount, exactAmount } from './exact-amount.ts';
import { describeOrganization } from './organization-operations.ts';
import type { Read, Sourced } from './reading.ts';

/** A budget of the payer account. */
export interface Budget {
  readonly name: string;
  /** `COST`, `USAGE`, `RI_UTILIZATION`, `RI_COVERAGE`, `SAVINGS_PLANS_UTILIZATION` or `SAVINGS_PLANS_COVERAGE`. */
  readonly type: string;
  /** `DAILY`, `MONTHLY`, `QUARTERLY`, `ANNUALLY` or `CUSTOM`. */
  readonly timeUnit: string;
  /** `USD`, or the unit of usage. */
  readonly unit: string;
  readonly limit: ExactAmount | null;
  /** Of the period under way; null while AWS has not worked it out. */
  readonly actual: ExactAmount | null;
  /** For the whole period; null where AWS has too little history. */
  readonly forecast: ExactAmount | null;
  readonly filter: BudgetFilter;
  /** Why AWS cannot work the budget out, in its words; null for a budget that works. */
  readonly fault: string | null;
  /** ISO 8601, or null. */
  readonly updated: string | null;
  readonly evidence: string;
}

/** Reads AWS Budgets. The payer's budgets are seen; those that a member account made for itself are not. */
export interface BudgetReader {
  budgets(): Promise<readonly Budget[]>;
}

/** A reader for one run. */
export function createBudgetReader(read: Read): BudgetReader {
  return {
    async budgets() {
      const [organization] = await read(describeOrganization, {});
      if (organization === undefined) return [];
      const budgets = await read(describeBudgets, {
        AccountId: organization.item.MasterAccountId,
        MaxResults: 100,
        ShowFilterExpression: true,
      });
      return budgets.map(toBudget);
    },
  };
}

type BudgetItem = ReturnType<typeof describeBudgets.items>[number];

function toBudget({ item, evidence }: Sourced<BudgetItem>): Budget {
  const { BudgetLimit: limit, CalculatedSpend: spend } = item;
  const unhealthy = item.HealthStatus?.Status === 'UNHEALTHY';
  return {
    name: item.BudgetName,
    type: item.BudgetType,
    timeUnit: item.TimeUnit,
    unit: limit?.Unit ?? spend?.ActualSpend.Unit ?? '',
    limit: amountOf(limit),
    actual: amountOf(spend?.ActualSpend),
    forecast: amountOf(spend?.ForecastedSpend),
    filter: filterOf(item),
    fault: unhealthy ? (item.HealthStatus?.StatusReason ?? 'UNHEALTHY') : null,
    updated: item.LastUpdatedTime ?? null,
    evidence,
  };
}

function amountOf(spend: { readonly Amount: string } | undefined): ExactAmount | null {
  return spend === undefined ? null : exactAmount(spend.Amount);
}

function filterOf({ FilterExpression, CostFilters }: BudgetItem): BudgetFilter {
  if (FilterExpression !== undefined) return filterOfExpression(FilterExpression);
  return filterOfConditions(CostFilters ?? {});
}
