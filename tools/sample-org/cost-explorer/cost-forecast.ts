import { Type } from 'typebox';

import { defineOperation, type Operation } from '../handler.ts';
import { addDays, daysIn, monthOf, monthStart, startOfDay } from '../world/costs/calendar.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { compileFilter } from './expression.ts';
import { decimalText, readMetric } from './metrics.ts';
import { cutPeriod, type Period, periodShape, readPeriod, TimePeriod } from './periods.ts';
import { refuse } from './refuse.ts';
import { type CostGroup, emptySum, sumCosts } from './sum-costs.ts';

const Input = Type.Object({
  TimePeriod,
  Metric: Type.String(),
  Granularity: Type.String({ pattern: '^(DAILY|MONTHLY)$' }),
  Filter: Type.Optional(Type.Unknown()),
  PredictionIntervalLevel: Type.Optional(Type.Integer({ minimum: 51, maximum: 99 })),
});

const LONGEST = { DAILY: 3, MONTHLY: 18 } as const;

function checkFuture({ start, end }: Period, now: Date, granularity: 'DAILY' | 'MONTHLY'): void {
  if (start < startOfDay(now)) throw refuse('Start date cannot be in the past.');
  const months = LONGEST[granularity];
  if (end > addDays(monthStart(monthOf(now) + months + 1), 0)) {
    throw refuse(`The forecast of ${granularity} granularity reaches ${months} months at most.`);
  }
}

/** Half the width of the interval as a share of the mean: wider for surer levels and for later days. */
function uncertainty(level: number, monthsAhead: number): number {
  const surety = Math.sqrt(-2 * Math.log(1 - level / 100));
  return 0.025 * surety * (1 + 0.35 * monthsAhead);
}

interface Spread {
  readonly level: number;
  readonly now: Date;
}

function resultOf(mean: number, period: Period, { level, now }: Spread) {
  const ahead = Math.max(monthOf(period.start) - monthOf(now), 0);
  const spread = Math.round(Math.abs(mean) * uncertainty(level, ahead));
  return {
    TimePeriod: periodShape(period),
    MeanValue: decimalText(mean),
    PredictionIntervalLowerBound: decimalText(mean - spread),
    PredictionIntervalUpperBound: decimalText(mean + spread),
  };
}

function onlyGroup(groups: readonly CostGroup[]): CostGroup['sums'] {
  return groups[0]?.sums ?? [];
}

/** `GetCostForecast`: the bill as it would go on, with an interval that widens with time. */
export function getCostForecast({ bill, now }: CostExplorer): Operation {
  return defineOperation(Input, refuse, (input) => {
    const granularity = input.Granularity === 'DAILY' ? 'DAILY' : 'MONTHLY';
    const period = readPeriod(input.TimePeriod);
    const today = now();
    checkFuture(period, today, granularity);
    const metric = readMetric(input.Metric);
    if (metric.member === 'quantity') throw refuse('Metric must be a cost.');
    const periods = cutPeriod(period, granularity);
    const filter = compileFilter(input.Filter);
    const sums = onlyGroup(sumCosts(bill, { periods, filter, keysOf: () => [], known: daysIn }));
    const means = periods.map((_, position) => (sums[position] ?? emptySum())[metric.member]);
    const spread = { level: input.PredictionIntervalLevel ?? 80, now: today };
    return {
      Total: { Amount: decimalText(means.reduce((sum, mean) => sum + mean, 0)), Unit: 'USD' },
      ForecastResultsByTime: periods.map((piece, position) =>
        resultOf(means[position] ?? 0, piece, spread),
      ),
    };
  });
}
