import { DIMENSIONS } from '../../tools/sample-org/cost-explorer/expression.ts';
import {
  addDays,
  dayText,
  monthOf,
  monthStart,
} from '../../tools/sample-org/world/costs/calendar.ts';
import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const METRICS = [
  'AmortizedCost',
  'BlendedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'NormalizedUsageAmount',
  'UnblendedCost',
  'UsageQuantity',
];

const BY_SERVICE = [{ Type: 'DIMENSION', Key: 'SERVICE' }];
const BY_ACCOUNT = [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }];
const BY_TEAM = [{ Type: 'TAG', Key: 'Team' }];

/** Every operation of Cost Explorer, by every dimension and metric, and its refusals. */
export function costExplorerRequests(world: World): readonly ShapeRequest[] {
  const where = { service: 'ce', region: 'us-east-1' } as const;
  const calendar = calendarOf(world.parameters.now);
  const member = world.accounts.find(({ purpose }) => purpose === 'workload')?.id ?? '';
  return [
    ...requestsOf(where, [
      ...costRows(calendar),
      ...forecastRows(calendar),
      ...comparisonRows(calendar),
      ...valueRows(calendar),
      ...commitmentRows(calendar),
      ...anomalyRows(calendar),
      ...refusalRows(calendar),
    ]),
    ...requestsOf({ ...where, accountId: member }, [
      ['GetCostAndUsage', { TimePeriod: calendar.year, Metrics: METRICS }, 'AccessDeniedException'],
    ]),
  ];
}

/** Periods as Cost Explorer wants them, seen from a moment. */
type Calendar = ReturnType<typeof calendarOf>;

function calendarOf(now: Date) {
  const month = monthOf(now);
  const months = (from: number, to: number) => ({
    Start: dayText(monthStart(month + from)),
    End: dayText(monthStart(month + to)),
  });
  return {
    year: months(-12, 1),
    beforeLast: months(-2, -1),
    last: months(-1, 0),
    recentDays: { Start: dayText(addDays(now, -40)), End: dayText(now) },
    comingDays: { Start: dayText(addDays(now, 1)), End: dayText(addDays(now, 30)) },
    comingMonths: { Start: dayText(now), End: dayText(monthStart(month + 4)) },
  };
}

function costRows({ year, recentDays }: Calendar): readonly RequestRow[] {
  const Filter = {
    And: [
      { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] } } },
      {
        Or: [
          { Tags: { Key: 'Team', Values: ['platform'] } },
          { Tags: { Key: 'Team', MatchOptions: ['ABSENT'] } },
        ],
      },
    ],
  };
  const monthly = { TimePeriod: year, Granularity: 'MONTHLY', Metrics: METRICS };
  const daily = { TimePeriod: recentDays, Granularity: 'DAILY', Metrics: ['UnblendedCost'] };
  return [
    ['GetCostAndUsage', monthly],
    ['GetCostAndUsage', { ...monthly, Filter }],
    ['GetCostAndUsage', { ...daily, GroupBy: [...BY_SERVICE, ...BY_ACCOUNT] }],
    ['GetCostAndUsage', { ...daily, GroupBy: BY_TEAM }],
    ['GetCostAndUsage', { ...daily, GroupBy: [{ Type: 'COST_CATEGORY', Key: 'Product' }] }],
    ...DIMENSIONS.map((Key): RequestRow => {
      return ['GetCostAndUsage', { ...monthly, GroupBy: [{ Type: 'DIMENSION', Key }] }];
    }),
  ];
}

function forecastRows({ comingDays, comingMonths }: Calendar): readonly RequestRow[] {
  const monthly = { TimePeriod: comingMonths, Granularity: 'MONTHLY' };
  return [
    ['GetCostForecast', { TimePeriod: comingDays, Granularity: 'DAILY', Metric: 'AMORTIZED_COST' }],
    ['GetCostForecast', { ...monthly, Metric: 'UNBLENDED_COST', PredictionIntervalLevel: 95 }],
  ];
}

function comparisonRows({ beforeLast, last }: Calendar): readonly RequestRow[] {
  const periods = { BaselineTimePeriod: beforeLast, ComparisonTimePeriod: last };
  return ['GetCostAndUsageComparisons', 'GetCostComparisonDrivers'].flatMap((operation) =>
    [undefined, BY_SERVICE, BY_TEAM, [...BY_SERVICE, ...BY_ACCOUNT]].map((GroupBy): RequestRow => {
      return [operation, { ...periods, MetricForComparison: 'UnblendedCost', GroupBy }];
    }),
  );
}

function valueRows({ year: TimePeriod }: Calendar): readonly RequestRow[] {
  return [
    ...DIMENSIONS.map((Dimension): RequestRow => {
      return ['GetDimensionValues', { TimePeriod, Dimension, MaxResults: 20 }];
    }),
    ['GetTags', { TimePeriod }],
    ['GetTags', { TimePeriod, TagKey: 'Team', MaxResults: 3 }],
    ['ListCostAllocationTags', { MaxResults: 3 }],
    ['ListCostAllocationTags', { Status: 'Active', Type: 'UserDefined' }],
  ];
}

function commitmentRows({ year: TimePeriod }: Calendar): readonly RequestRow[] {
  const operations = [
    'GetReservationCoverage',
    'GetReservationUtilization',
    'GetSavingsPlansCoverage',
    'GetSavingsPlansUtilization',
  ];
  const grouped = { TimePeriod, GroupBy: BY_ACCOUNT };
  const reservations = {
    TimePeriod,
    GroupBy: [{ Type: 'DIMENSION', Key: 'SUBSCRIPTION_ID' }],
    Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Relational Database Service'] } },
  };
  return [
    ...operations.flatMap((operation): readonly RequestRow[] => [
      [operation, { TimePeriod, Granularity: 'MONTHLY' }],
      [operation, { TimePeriod }],
    ]),
    ['GetReservationCoverage', grouped],
    ['GetReservationUtilization', reservations],
    ['GetReservationUtilization', { ...reservations, MaxResults: 1 }],
    ['GetSavingsPlansCoverage', grouped],
    ['GetSavingsPlansUtilizationDetails', { TimePeriod }],
    ['GetSavingsPlansUtilizationDetails', { TimePeriod, DataType: ['ATTRIBUTES'] }],
  ];
}

function anomalyRows({ recentDays: { Start } }: Calendar): readonly RequestRow[] {
  return [
    ['GetAnomalies', { DateInterval: { StartDate: Start }, MaxResults: 1 }],
    ['GetAnomalyMonitors', {}],
    ['GetAnomalySubscriptions', {}],
  ];
}

function refusalRows({ year, last, comingDays }: Calendar): readonly RequestRow[] {
  const cost = { TimePeriod: year, Granularity: 'MONTHLY', Metrics: ['UnblendedCost'] };
  const forecast = { TimePeriod: last, Granularity: 'MONTHLY', Metric: 'UNBLENDED_COST' };
  return [
    ['GetCostAndUsage', { ...cost, Granularity: 'HOURLY' }, 'DataUnavailableException'],
    ['GetCostAndUsage', { ...cost, Metrics: ['Colour'] }, 'ValidationException'],
    ['GetCostAndUsage', { ...cost, NextPageToken: 'bm9uZQ' }, 'InvalidNextTokenException'],
    ['GetCostForecast', forecast, 'ValidationException'],
    ['GetReservationCoverage', { TimePeriod: comingDays }, 'DataUnavailableException'],
    ['GetReservationUtilization', { TimePeriod: last, GroupBy: BY_ACCOUNT }, 'ValidationException'],
  ];
}
