import { Type } from 'typebox';
import { AwsError, defineOperation, refuseWith, type ServiceHandler } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { addDays, monthOf, monthStart, startOfDay } from '../world/costs/calendar.ts';
import { createBill } from '../world/costs/charges.ts';
import type { World } from '../world/types.ts';
import { type BudgetPlan, budgetPlans } from './budget-plans.ts';
import { type BudgetSpend, createBudgetSpend } from './budget-spend.ts';

const refuse = refuseWith('InvalidParameterException');

const DescribeInput = Type.Object({
  AccountId: Type.String({ pattern: '^\\d{12}$' }),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  NextToken: Type.Optional(Type.String()),
  ShowFilterExpression: Type.Optional(Type.Boolean()),
});

/** When a budget ends that has no end, in AWS's own reckoning (2087-06-15). */
const NO_END = 3_706_473_600;

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1_000);
const usd = (amount: number) => ({ Amount: amount.toFixed(3), Unit: 'USD' });

/** What every budget says beside its name, limit and filter. */
function commonParts(now: Date) {
  return {
    TimeUnit: 'MONTHLY',
    TimePeriod: { Start: seconds(addDays(monthStart(monthOf(now) - 12), 0)), End: NO_END },
    LastUpdatedTime: seconds(addDays(startOfDay(now), -1 / 3)),
  };
}

function costBudget(plan: BudgetPlan, { limit, actual, forecast }: BudgetSpend, style: Style) {
  return {
    BudgetName: plan.name,
    BudgetType: 'COST',
    BudgetLimit: usd(limit),
    CalculatedSpend: { ActualSpend: usd(actual), ForecastedSpend: usd(forecast) },
    ...filterOf(plan, style.withExpression),
    CostTypes: { IncludeCredit: false, IncludeRefund: false, UseAmortized: false },
    HealthStatus: { Status: 'HEALTHY', LastUpdatedTime: seconds(style.now) },
    ...commonParts(style.now),
  };
}

interface Style {
  readonly now: Date;
  readonly withExpression: boolean;
}

/** Budgets that were set up with an expression show it when it is asked for, and no conditions. */
function filterOf({ accounts, service, filterStyle }: BudgetPlan, withExpression: boolean) {
  if (accounts === null) return { CostFilters: {} };
  const ids = accounts.map(({ id }) => id);
  if (filterStyle === 'conditions') {
    return {
      CostFilters: { LinkedAccount: ids, ...(service === null ? {} : { Service: [service] }) },
    };
  }
  if (!withExpression) return {};
  const dimension = (Key: string, Values: readonly string[]) => ({ Dimensions: { Key, Values } });
  return {
    FilterExpression: {
      And: [
        dimension('LINKED_ACCOUNT', ids),
        { Not: dimension('RECORD_TYPE', ['Credit', 'Refund']) },
      ],
    },
  };
}

/** One budget of each other sort: usage, the target of a commitment, and one that AWS cannot work out. */
function otherBudgets(now: Date) {
  const common = commonParts(now);
  const gigabytes = (amount: number) => ({ Amount: amount.toFixed(1), Unit: 'GB-Mo' });
  const percent = (amount: number) => ({ Amount: amount.toFixed(1), Unit: 'PERCENTAGE' });
  return [
    {
      ...common,
      BudgetName: 's3-storage',
      BudgetType: 'USAGE',
      BudgetLimit: gigabytes(60_000),
      CalculatedSpend: { ActualSpend: gigabytes(50_240), ForecastedSpend: gigabytes(58_900) },
      CostFilters: { UsageTypeGroup: ['S3: Storage - Standard'] },
    },
    {
      ...common,
      BudgetName: 'savings-plans-utilisation',
      BudgetType: 'SAVINGS_PLANS_UTILIZATION',
      BudgetLimit: percent(100),
      CalculatedSpend: { ActualSpend: percent(94.2) },
    },
    {
      ...common,
      BudgetName: 'partner-showback',
      BudgetType: 'COST',
      BudgetLimit: usd(5_000),
      HealthStatus: {
        Status: 'UNHEALTHY',
        StatusReason: 'BILLING_VIEW_NO_ACCESS',
        LastUpdatedTime: seconds(now),
      },
    },
  ];
}

/** AWS Budgets (API version 2016-10-20): the management account has some, no other account has any. */
export function budgetsService(world: World, now: () => Date): ServiceHandler {
  const spendOf = createBudgetSpend(createBill(world));
  const plans = budgetPlans(world);
  const describeBudgets = defineOperation(DescribeInput, refuse, (input, { caller }) => {
    if (input.AccountId !== caller.accountId) {
      throw new AwsError('AccessDeniedException', `Access denied for account ${input.AccountId}.`);
    }
    if (caller.accountId !== world.managementAccountId) return {};
    const { NextToken: token, MaxResults: size = 100, ...request } = input;
    const style = { now: now(), withExpression: input.ShowFilterExpression === true };
    const budgets = [
      ...plans.map((plan) => costBudget(plan, spendOf(plan, style.now), style)),
      ...otherBudgets(style.now),
    ];
    const page = cutPage(budgets, { token, size, request, refuse });
    return { Budgets: page.items, NextToken: page.token };
  });
  return {
    signingName: 'budgets',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSBudgetServiceGateway' },
    operations: { DescribeBudgets: describeBudgets },
  };
}
