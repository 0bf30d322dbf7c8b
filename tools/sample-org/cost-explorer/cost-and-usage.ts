import { type Static, Type } from 'typebox';

import { defineOperation, type Operation } from '../handler.ts';
import { type PageRequest, pagePosition, pageToken } from '../paging.ts';
import { monthOf, monthStart, startOfDay } from '../world/costs/calendar.ts';
import type { World } from '../world/types.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { compileFilter } from './expression.ts';
import { accountAttributes, compileGroupBy, GroupBy } from './group-by.ts';
import { type Metric, metricShape, readMetric } from './metrics.ts';
import {
  cutPeriod,
  isEstimated,
  knownDays,
  type Period,
  periodShape,
  readPeriod,
  TimePeriod,
} from './periods.ts';
import { dataUnavailable, refuse, refuseToken } from './refuse.ts';
import {
  type CostGroup,
  type CostQuery,
  countGroups,
  emptySum,
  isEmpty,
  type Sum,
  sumCosts,
} from './sum-costs.ts';

const Input = Type.Object({
  TimePeriod,
  Granularity: Type.Optional(Type.String()),
  Filter: Type.Optional(Type.Unknown()),
  Metrics: Type.Optional(Type.Array(Type.String())),
  GroupBy,
  NextPageToken: Type.Optional(Type.String()),
});

type Input = Static<typeof Input>;

/** Groups on a page, over all periods. */
const PAGE_SIZE = 5_000;
/** Days are kept for 14 months, months as long as there are any. */
const DAILY_MONTHS = 14;

/** Refuses days before the history, and a start that is still to come. @throws AwsError `ValidationException` */
export function checkHistory(world: World, { start }: Period, daily: boolean): void {
  const { months, now } = world.parameters;
  const reach = daily ? Math.min(months, DAILY_MONTHS) : months;
  if (start < monthStart(monthOf(now) - reach)) {
    throw refuse(`You haven't enabled historical data beyond ${reach} months`);
  }
  if (start > startOfDay(now))
    throw refuse('The start date must be no later than the current date');
}

function readGranularity(granularity: string | undefined): 'DAILY' | 'MONTHLY' {
  if (granularity === undefined || granularity === 'MONTHLY') return 'MONTHLY';
  if (granularity === 'DAILY') return 'DAILY';
  throw granularity === 'HOURLY'
    ? dataUnavailable('Hourly granularity is not enabled for this account.')
    : refuse(`Granularity ${granularity} is invalid. Valid values are: DAILY, MONTHLY, HOURLY.`);
}

function readMetrics(names: readonly string[] | undefined): readonly Metric[] {
  if (names === undefined || names.length === 0) throw refuse('Metrics must not be empty.');
  return names.map(readMetric);
}

/** A group in a period, or a period in which nothing was paid. */
interface Row {
  readonly period: Period;
  readonly group: CostGroup | null;
  /** The group's sums of the period. */
  readonly sum: Sum;
}

/** Every group of every period in which it cost anything; a period without groups keeps its place. */
function rowsOf(groups: readonly CostGroup[], periods: readonly Period[]): readonly Row[] {
  return periods.flatMap((period, position): readonly Row[] => {
    const rows = groups
      .map((group) => ({ period, group, sum: group.sums[position] ?? emptySum() }))
      .filter(({ sum }) => !isEmpty(sum));
    return rows.length === 0 ? [{ period, group: null, sum: emptySum() }] : rows;
  });
}

interface Answer {
  readonly input: Input;
  readonly metrics: readonly Metric[];
  readonly now: Date;
}

/** Puts the rows of a page under their periods. */
function resultsOf(rows: readonly Row[], { input, metrics, now }: Answer) {
  const grouped = (input.GroupBy?.length ?? 0) > 0;
  const byUsageType = input.GroupBy?.some(({ Key }) => Key === 'USAGE_TYPE') === true;
  const metricsOf = (row: Row | undefined) => {
    const unit = byUsageType ? (row?.group?.unit ?? 'N/A') : 'N/A';
    const sum = row?.sum ?? emptySum();
    return Object.fromEntries(
      metrics.map((metric) => [metric.name, metricShape(sum, metric, unit)]),
    );
  };
  return [...byPeriod(rows)].map(([period, paid]) => ({
    TimePeriod: periodShape(period),
    Total: grouped ? {} : metricsOf(paid[0]),
    Groups: grouped
      ? paid.flatMap((row) =>
          row.group === null ? [] : [{ Keys: row.group.keys, Metrics: metricsOf(row) }],
        )
      : [],
    Estimated: isEstimated(period, now),
  }));
}

function byPeriod(rows: readonly Row[]): ReadonlyMap<Period, readonly Row[]> {
  const periods = new Map<Period, Row[]>();
  for (const row of rows) {
    const known = periods.get(row.period);
    if (known === undefined) periods.set(row.period, [row]);
    else known.push(row);
  }
  return periods;
}

/** Room for the rows of one period in a token's position. */
const PERIOD_STEP = 10_000_000;

interface Page {
  readonly rows: readonly Row[];
  readonly token: string | undefined;
}

/**
 * Cuts a page. Only the periods that can be on it are added up, so that the days of a year in a large organisation are
 * worked out page by page.
 */
function pageOf({ bill }: CostExplorer, query: CostQuery, token: PageRequest): Page {
  const position = pagePosition(token);
  const first = Math.floor(position / PERIOD_STEP);
  const offset = position % PERIOD_STEP;
  const count = Math.max(1, Math.floor(PAGE_SIZE / countGroups(bill, query)));
  const periods = query.periods.slice(first, first + count);
  const all = rowsOf(sumCosts(bill, { ...query, periods }), periods);
  const rows = all.slice(offset, offset + PAGE_SIZE);
  const rest =
    offset + PAGE_SIZE < all.length ? position + PAGE_SIZE : (first + periods.length) * PERIOD_STEP;
  const done = rest === query.periods.length * PERIOD_STEP;
  return { rows, token: done ? undefined : pageToken(rest, token.request) };
}

/** `GetCostAndUsage`. */
export function getCostAndUsage(explorer: CostExplorer): Operation {
  return defineOperation(Input, refuse, (input) => {
    const now = explorer.now();
    const granularity = readGranularity(input.Granularity);
    const period = readPeriod(input.TimePeriod);
    checkHistory(explorer.world, period, granularity === 'DAILY');
    const periods = cutPeriod(period, granularity);
    const answer = { input, metrics: readMetrics(input.Metrics), now };
    const query = {
      periods,
      filter: compileFilter(input.Filter),
      keysOf: compileGroupBy(input.GroupBy),
      known: knownDays(now),
    };
    const { NextPageToken: token, ...request } = input;
    const page = pageOf(explorer, query, { token, size: PAGE_SIZE, request, refuse: refuseToken });
    const keys = page.rows.flatMap(({ group }) => group?.keys ?? []);
    return {
      ResultsByTime: resultsOf(page.rows, answer),
      GroupDefinitions: input.GroupBy,
      DimensionValueAttributes: accountAttributes(explorer.world, keys),
      NextPageToken: page.token,
    };
  });
}
