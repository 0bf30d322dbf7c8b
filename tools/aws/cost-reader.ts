import type { Dimension, Expression } from '@aws-sdk/client-cost-explorer';
import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';
import {
  getAnomalies,
  getCostAndUsage,
  getCostDrivers,
  getCostForecast,
} from './cost-operations.ts';
import { type ExactAmount, exactAmount } from './exact-amount.ts';
import type { Read, Sourced } from './reading.ts';

/** Days from `start` to `end`, exclusive, `YYYY-MM-DD`. */
interface CostSpan {
  readonly start: string;
  readonly end: string;
}

/** A billing dimension or a cost-allocation tag to group by. */
export type CostGrouping =
  | { readonly dimension: Dimension | 'REGION' | 'RECORD_TYPE' }
  | { readonly tag: string };

/** What to ask Cost Explorer. At most two groupings (an AWS limit). */
export interface CostQuery {
  readonly span: CostSpan;
  readonly granularity: 'DAILY' | 'MONTHLY';
  readonly groupBy: readonly CostGrouping[];
  readonly filter: Expression | null;
  /** True to read UsageQuantity as well; meaningful when grouped by usage type. */
  readonly withQuantity?: boolean;
  /** True to read AmortizedCost as well: upfront and recurring fees of commitments spread over what they cover. */
  readonly withAmortized?: boolean;
}

/** One figure: a period and the keys of its groups. */
export interface CostLine {
  readonly start: string;
  readonly end: string;
  /** True while AWS may still change the figure. */
  readonly estimated: boolean;
  /** Group keys in the order asked for. A tag's key is its value, empty for "not tagged". */
  readonly keys: readonly string[];
  /** Unblended cost. */
  readonly cost: ExactAmount;
  /** Amortized cost, where asked for. */
  readonly amortized: ExactAmount | null;
  readonly currency: string;
  /** Usage quantity, where asked for. */
  readonly quantity: ExactAmount | null;
  readonly quantityUnit: string | null;
  readonly evidence: string;
}

/** AWS's forecast of unblended cost for one period, with its 80 % interval. */
export interface ForecastLine {
  readonly start: string;
  readonly end: string;
  readonly mean: ExactAmount;
  readonly lower: ExactAmount | null;
  readonly upper: ExactAmount | null;
  readonly currency: string;
  readonly evidence: string;
}

/** One anomaly. */
export interface CostAnomaly {
  readonly id: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly dimensionValue: string | null;
  readonly impact: number;
  readonly actual: number | null;
  readonly expected: number | null;
  readonly feedback: string | null;
  readonly causes: readonly {
    readonly service: string | null;
    readonly region: string | null;
    readonly accountId: string | null;
    readonly usageType: string | null;
  }[];
  readonly evidence: string;
}

/** One driver of a change between two months. */
export interface CostDriver {
  /** What the driver belongs to: the service of the group. */
  readonly service: string | null;
  /** In AWS's words: `Usage change`, `New savings plan` and the like. */
  readonly type: string;
  readonly name: string;
  readonly before: ExactAmount | null;
  readonly after: ExactAmount | null;
  readonly difference: ExactAmount;
  readonly currency: string;
  readonly evidence: string;
}

/** Reads Cost Explorer for the whole organization. Every request costs 0.01 USD; answers are cached. */
export interface CostReader {
  usage(query: CostQuery): Promise<readonly CostLine[]>;
  forecast(
    query: Omit<CostQuery, 'groupBy' | 'withQuantity' | 'withAmortized'>,
  ): Promise<readonly ForecastLine[]>;
  anomalies(span: CostSpan): Promise<readonly CostAnomaly[]>;
  /** Both spans must be whole calendar months. */
  drivers(query: {
    readonly baseline: CostSpan;
    readonly comparison: CostSpan;
    readonly filter: Expression | null;
  }): Promise<readonly CostDriver[]>;
}

/** A reader for one run. */
export function createCostReader(read: Read): CostReader {
  return {
    async usage(query) {
      const answer = await read(getCostAndUsage, {
        TimePeriod: toInterval(query.span),
        Granularity: query.granularity,
        Metrics: [
          'UnblendedCost',
          ...(query.withAmortized === true ? ['AmortizedCost'] : []),
          ...(query.withQuantity === true ? ['UsageQuantity'] : []),
        ],
        ...(query.groupBy.length === 0 ? {} : { GroupBy: query.groupBy.map(toGroup) }),
        ...(query.filter === null ? {} : { Filter: query.filter }),
      });
      return answer.flatMap((result) => toLines(result, query.groupBy));
    },
    async forecast(query) {
      const answer = await read(getCostForecast, {
        TimePeriod: toInterval(query.span),
        Granularity: query.granularity,
        Metric: 'UNBLENDED_COST',
        PredictionIntervalLevel: 80,
        ...(query.filter === null ? {} : { Filter: query.filter }),
      });
      return answer.flatMap(toForecast);
    },
    async anomalies(span) {
      const DateInterval = { StartDate: span.start, EndDate: span.end };
      return (await read(getAnomalies, { DateInterval, MaxResults: 100 })).map(toAnomaly);
    },
    async drivers({ baseline, comparison, filter }) {
      const answer = await read(getCostDrivers, {
        BaselineTimePeriod: toInterval(baseline),
        ComparisonTimePeriod: toInterval(comparison),
        MetricForComparison: 'UnblendedCost',
        GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
        ...(filter === null ? {} : { Filter: filter }),
        MaxResults: 10,
      });
      return answer.flatMap(toDrivers);
    },
  };
}

function toInterval(span: CostSpan) {
  return { Start: span.start, End: span.end };
}

function toGroup(grouping: CostGrouping) {
  return 'tag' in grouping
    ? { Type: 'TAG' as const, Key: grouping.tag }
    : { Type: 'DIMENSION' as const, Key: grouping.dimension };
}

type ResultByTime = ReturnType<typeof getCostAndUsage.items>[number];
type Metrics = NonNullable<ResultByTime['Total']>;

function toLines(
  { item, evidence }: Sourced<ResultByTime>,
  groupBy: readonly CostGrouping[],
): readonly CostLine[] {
  const groups = item.Groups ?? [];
  const period = {
    start: item.TimePeriod.Start,
    end: item.TimePeriod.End,
    estimated: item.Estimated ?? false,
    evidence,
  };
  if (groups.length === 0 && item.Total !== undefined && 'UnblendedCost' in item.Total) {
    return [{ ...period, keys: [], ...toFigures(item.Total) }];
  }
  return groups.map((group) => ({
    ...period,
    keys: group.Keys.map((key, index) => groupKey(key, groupBy[index])),
    ...toFigures(group.Metrics),
  }));
}

function toFigures(metrics: Metrics) {
  const cost = metrics['UnblendedCost'];
  const quantity = metrics['UsageQuantity'];
  return {
    cost: exactAmount(cost?.Amount ?? '0'),
    amortized: optionalAmount(metrics['AmortizedCost']?.Amount),
    currency: cost?.Unit ?? 'USD',
    quantity: quantity?.Amount === undefined ? null : exactAmount(quantity.Amount),
    quantityUnit: quantity?.Unit ?? null,
  };
}

/** Cost Explorer writes the key of a tag group as `Key$value`. */
function groupKey(key: string, grouping: CostGrouping | undefined): string {
  if (grouping === undefined || !('tag' in grouping)) return key;
  return key.startsWith(`${grouping.tag}$`) ? key.slice(grouping.tag.length + 1) : key;
}

type Forecast = ReturnType<typeof getCostForecast.items>[number];

function toForecast({ item, evidence }: Sourced<Forecast>): readonly ForecastLine[] {
  return (item.ForecastResultsByTime ?? []).map((line) => ({
    start: line.TimePeriod.Start,
    end: line.TimePeriod.End,
    mean: exactAmount(line.MeanValue ?? '0'),
    lower: optionalAmount(line.PredictionIntervalLowerBound),
    upper: optionalAmount(line.PredictionIntervalUpperBound),
    currency: item.Total?.Unit ?? 'USD',
    evidence,
  }));
}

function optionalAmount(text: string | undefined): ExactAmount | null {
  return text === undefined ? null : exactAmount(text);
}

type AnomalyItem = ReturnType<typeof getAnomalies.items>[number];

function toAnomaly({ item, evidence }: Sourced<AnomalyItem>): CostAnomaly {
  return {
    id: item.AnomalyId,
    start: item.AnomalyStartDate ?? null,
    end: item.AnomalyEndDate ?? null,
    dimensionValue: item.DimensionValue ?? null,
    impact: item.Impact?.TotalImpact ?? item.Impact?.MaxImpact ?? 0,
    actual: item.Impact?.TotalActualSpend ?? null,
    expected: item.Impact?.TotalExpectedSpend ?? null,
    feedback: item.Feedback ?? null,
    causes: (item.RootCauses ?? []).map((cause) => ({
      service: cause.Service ?? null,
      region: cause.Region ?? null,
      accountId: cause.LinkedAccount ?? null,
      usageType: cause.UsageType ?? null,
    })),
    evidence,
  };
}

type DriverItem = ReturnType<typeof getCostDrivers.items>[number];

function toDrivers({ item, evidence }: Sourced<DriverItem>): readonly CostDriver[] {
  const service = serviceOf(item.CostSelector);
  return (item.CostDrivers ?? []).map((driver) => {
    const figure = driver.Metrics?.['UnblendedCost'];
    return {
      service,
      type: driver.Type ?? 'Unknown',
      name: driver.Name ?? driver.Type ?? 'Unknown',
      before: optionalAmount(figure?.BaselineTimePeriodAmount),
      after: optionalAmount(figure?.ComparisonTimePeriodAmount),
      difference: exactAmount(figure?.Difference ?? '0'),
      currency: figure?.Unit ?? 'USD',
      evidence,
    };
  });
}

/** The SERVICE value in a selector, which AWS writes as a filter expression; null when there is none. */
function serviceOf(selector: unknown): string | null {
  if (!isRecord(selector)) return null;
  const { Dimensions: dimensions, And: parts } = selector;
  if (Array.isArray(parts)) return parts.map(serviceOf).find((found) => found !== null) ?? null;
  if (!isRecord(dimensions) || dimensions['Key'] !== 'SERVICE') return null;
  const values: unknown = dimensions['Values'];
  const first: unknown = Array.isArray(values) ? values[0] : null;
  return typeof first === 'string' ? first : null;
}
