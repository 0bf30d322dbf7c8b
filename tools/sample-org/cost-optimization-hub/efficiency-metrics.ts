import { Type } from 'typebox';
import { cutPeriod, type Period } from '../cost-explorer/periods.ts';
import { sumCosts } from '../cost-explorer/sum-costs.ts';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { daysIn, dayText } from '../world/costs/calendar.ts';
import { createBill } from '../world/costs/charges.ts';
import { fractionOf } from '../world/random.ts';
import type { World } from '../world/types.ts';
import type { HubItem } from './recommendation.ts';
import { dedupedSaving } from './recommendations.ts';

const refuse = refuseWith('ValidationException');

const Moment = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?$' });

const Input = Type.Object({
  granularity: Type.Enum(['Daily', 'Monthly']),
  timePeriod: Type.Object({ start: Moment, end: Moment }),
  groupBy: Type.Optional(Type.Enum(['AccountId', 'Region'])),
  orderBy: Type.Optional(Type.Object({})),
  maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  nextToken: Type.Optional(Type.String()),
});

/** Share of what is spent that recommendations can be made on. */
const OPTIMIZABLE = 0.7;

const CREDITS = ['Credit', 'Refund', 'Tax'];

/** The members of recommendations and of bills by which efficiency can be grouped. */
const GROUPS = {
  AccountId: { item: ({ accountId }: HubItem) => accountId, dimension: 'LINKED_ACCOUNT' },
  Region: { item: ({ region }: HubItem) => region, dimension: 'REGION' },
} as const;

function midnight(moment: string): Date {
  return new Date(`${moment.length === 7 ? `${moment}-01` : moment}T00:00:00Z`);
}

function readSpan({ start, end }: { readonly start: string; readonly end: string }): Period {
  const span = { start: midnight(start), end: midnight(end) };
  if (span.start < span.end) return span;
  throw refuse('The start of the time period must be before its end.');
}

/** How much of today's possible savings there was in a month: less for most, more where people have cleaned up. */
function savingsThen(world: World, group: string, month: string): number {
  const { seed } = world.parameters;
  const grown = fractionOf(seed, 'efficiency', group, month);
  return 0.45 + 0.55 * grown;
}

interface Series {
  readonly world: World;
  readonly periods: readonly Period[];
  readonly daily: boolean;
}

interface Metrics {
  readonly group: string;
  /** USD in each period. */
  readonly spend: readonly number[];
  /** USD a month, as of now. */
  readonly saving: number;
}

/** One group's series; AWS does not score what it has no recommendations for. */
function seriesOf({ group, spend, saving }: Metrics, { world, periods, daily }: Series) {
  if (saving === 0)
    return { group, message: 'Insufficient cost and usage data to compute metrics.' };
  const metricsByTime = periods.map((period, position) => {
    const optimizable = (spend[position] ?? 0) * OPTIMIZABLE;
    const month = dayText(period.start).slice(0, 7);
    const possible = (saving * savingsThen(world, group, month)) / (daily ? 30 : 1);
    const savings = Math.min(possible, optimizable);
    return {
      timestamp: daily ? dayText(period.start) : month,
      score: optimizable === 0 ? 100 : rounded(100 * (1 - savings / optimizable)),
      savings: rounded(savings),
      spend: rounded(optimizable),
    };
  });
  return { group, metricsByTime };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** ListEfficiencyMetrics: of the bill and of what could be saved on it. */
export function listEfficiencyMetrics(world: World, all: () => readonly HubItem[]): Operation {
  const bill = createBill(world);
  return defineOperation(Input, refuse, (input) => {
    const { nextToken: token, maxResults = 100, ...request } = input;
    const daily = input.granularity === 'Daily';
    const periods = cutPeriod(readSpan(input.timePeriod), daily ? 'DAILY' : 'MONTHLY');
    const grouping = input.groupBy === undefined ? null : GROUPS[input.groupBy];
    const costs = sumCosts(bill, {
      periods,
      filter: ({ dimensions }) => !CREDITS.includes(dimensions['RECORD_TYPE'] ?? ''),
      keysOf: ({ dimensions }) => [grouping === null ? '' : (dimensions[grouping.dimension] ?? '')],
      known: daysIn,
    });
    const series = costs.map(({ keys: [group = ''], sums }) => {
      const own = all().filter((item) => grouping === null || grouping.item(item) === group);
      const spend = sums.map(({ netAmortized }) => netAmortized / 1_000_000);
      return seriesOf({ group, spend, saving: dedupedSaving(own) }, { world, periods, daily });
    });
    const page = cutPage(series, { token, size: maxResults || 100, request, refuse });
    return { efficiencyMetricsByGroup: page.items, nextToken: page.token };
  });
}
