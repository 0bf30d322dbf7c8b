import { type Static, Type } from 'typebox';

import { defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { monthOf, monthStart } from '../world/costs/calendar.ts';
import type { Charge } from '../world/costs/charges.ts';
import { checkHistory } from './cost-and-usage.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { compileFilter, dimensionOf } from './expression.ts';
import { compileGroupBy, GroupBy } from './group-by.ts';
import { amountText, type Metric, readMetric } from './metrics.ts';
import { knownDays, type Period, readPeriod, TimePeriod } from './periods.ts';
import { refuse, refuseToken } from './refuse.ts';
import { type CostGroup, gatherBy, sumCosts } from './sum-costs.ts';

const Input = Type.Object({
  BaselineTimePeriod: TimePeriod,
  ComparisonTimePeriod: TimePeriod,
  MetricForComparison: Type.String(),
  Filter: Type.Optional(Type.Unknown()),
  GroupBy,
  MaxResults: Type.Optional(Type.Integer({ minimum: 1 })),
  NextPageToken: Type.Optional(Type.String()),
});

type Input = Static<typeof Input>;

/** Exactly one calendar month, as these operations want it. */
function readMonth({ world }: CostExplorer, input: Static<typeof TimePeriod>): Period {
  const period = readPeriod(input);
  const month = monthOf(period.start);
  const whole =
    period.start.getTime() === monthStart(month).getTime() &&
    period.end.getTime() === monthStart(month + 1).getTime();
  if (!whole)
    throw refuse(
      'The time period must start and end on the first of a month and be one month long.',
    );
  checkHistory(world, period, false);
  return period;
}

function checkSize(size: number, largest: number): number {
  if (size > largest) throw refuse(`MaxResults must be at most ${largest}.`);
  return size;
}

function differenceShape(baseline: number, comparison: number, metric: Metric) {
  return {
    BaselineTimePeriodAmount: amountText(baseline, metric),
    ComparisonTimePeriodAmount: amountText(comparison, metric),
    Difference: amountText(comparison - baseline, metric),
    Unit: metric.member === 'quantity' ? 'N/A' : 'USD',
  };
}

/** The difference of the two months over groups, under the metric's name. */
function differenceOf(groups: readonly CostGroup[], metric: Metric) {
  const sumOf = (position: number) =>
    groups.reduce((sum, group) => sum + (group.sums[position]?.[metric.member] ?? 0), 0);
  return { [metric.name]: differenceShape(sumOf(0), sumOf(1), metric) };
}

function change({ sums: [before, after] }: CostGroup, { member }: Metric): number {
  return Math.abs((after?.[member] ?? 0) - (before?.[member] ?? 0));
}

/** Groups of both months, those that changed most first. */
function compare(
  explorer: CostExplorer,
  input: Input,
  keysOf: (charge: Charge) => readonly string[],
) {
  const metric = readMetric(input.MetricForComparison);
  const periods = [input.BaselineTimePeriod, input.ComparisonTimePeriod].map((period) =>
    readMonth(explorer, period),
  );
  const filter = compileFilter(input.Filter);
  const groups = sumCosts(explorer.bill, {
    periods,
    filter,
    keysOf,
    known: knownDays(explorer.now()),
  });
  const changed = groups.filter(({ sums }) => sums.some((sum) => sum[metric.member] !== 0));
  return { metric, groups: changed.toSorted((a, b) => change(b, metric) - change(a, metric)) };
}

/** A group as the filter that selects it. */
function selectorOf(input: Input, keys: readonly string[]): unknown {
  const parts = (input.GroupBy ?? []).map(
    ({ Type: type = 'DIMENSION', Key: key = '' }, position) => {
      const value = keys[position] ?? '';
      return type === 'DIMENSION'
        ? { Dimensions: { Key: key, Values: [value] } }
        : { Tags: { Key: key, Values: [value.slice(key.length + 1)] } };
    },
  );
  return parts.length > 1 ? { And: parts } : (parts[0] ?? {});
}

/** `GetCostAndUsageComparisons`: two whole months, group by group. */
export function getCostAndUsageComparisons(explorer: CostExplorer): Operation {
  return defineOperation(Input, refuse, (input) => {
    const { metric, groups } = compare(explorer, input, compileGroupBy(input.GroupBy));
    const { NextPageToken: token, MaxResults = 10, ...request } = input;
    const size = checkSize(MaxResults, 2_000);
    const page = cutPage(groups, { token, size, request, refuse: refuseToken });
    return {
      CostAndUsageComparisons: page.items.map((group) => ({
        CostAndUsageSelector: selectorOf(input, group.keys),
        Metrics: differenceOf([group], metric),
      })),
      TotalCostAndUsage: differenceOf(groups, metric),
      NextPageToken: page.token,
    };
  });
}

/** What kind of change a record type is, in the words of this API. */
const DRIVER_TYPES: Readonly<Record<string, string>> = {
  Credit: 'CREDIT',
  Refund: 'REFUND',
  Tax: 'TAX',
  RIFee: 'RI_FEE',
  DiscountedUsage: 'RI_DISCOUNT',
  SavingsPlanCoveredUsage: 'SAVINGS_PLAN_COVERED_USAGE',
  SavingsPlanNegation: 'SAVINGS_PLAN_NEGATION',
  SavingsPlanRecurringFee: 'SAVINGS_PLAN_RECURRING_FEE',
  'Enterprise Discount Program Discount': 'ENTERPRISE_DISCOUNT_PROGRAM',
};

const DRIVERS_SHOWN = 5;

function driverShape(group: CostGroup, metric: Metric) {
  const [recordType = '', usageType = ''] = group.keys.slice(-2);
  return {
    Type: DRIVER_TYPES[recordType] ?? 'USAGE_CHANGE',
    Name: usageType,
    Metrics: differenceOf([group], metric),
  };
}

/** `GetCostComparisonDrivers`: what is behind the change of each group, largest first. */
export function getCostComparisonDrivers(explorer: CostExplorer): Operation {
  return defineOperation(Input, refuse, (input) => {
    const keysOf = compileGroupBy(input.GroupBy);
    const { metric, groups } = compare(explorer, input, (charge) => [
      ...keysOf(charge),
      dimensionOf(charge, 'RECORD_TYPE'),
      dimensionOf(charge, 'USAGE_TYPE'),
    ]);
    const gathered = gatherBy(groups, ({ keys }) => keys.slice(0, -2));
    const { NextPageToken: token, MaxResults = 10, ...request } = input;
    const page = cutPage(gathered, {
      token,
      size: checkSize(MaxResults, 10),
      request,
      refuse: refuseToken,
    });
    return {
      CostComparisonDrivers: page.items.map((drivers) => ({
        CostSelector: selectorOf(input, drivers[0]?.keys ?? []),
        Metrics: differenceOf(drivers, metric),
        CostDrivers: drivers.slice(0, DRIVERS_SHOWN).map((driver) => driverShape(driver, metric)),
      })),
      NextPageToken: page.token,
    };
  });
}
