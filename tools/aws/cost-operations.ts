import type {
  AnomalyDateInterval,
  DateInterval,
  Expression,
  GetCostAndUsageRequest,
  GetCostForecastRequest,
} from '@aws-sdk/client-cost-explorer';
import { Type } from 'typebox';
import { DAY, defineOperation, HOUR } from './operation.ts';

/** AWS charges 0.01 USD for every request, each page being one (aws.amazon.com/aws-cost-management/pricing). */
export const COST_EXPLORER = {
  service: 'cost-explorer',
  iamPrefix: 'ce',
  priceUsd: 0.01,
  maximumPages: 50,
} as const;

const Amount = Type.Object({
  Amount: Type.Optional(Type.String()),
  Unit: Type.Optional(Type.String()),
});
const Span = Type.Object({ Start: Type.String(), End: Type.String() });

const CostAndUsage = Type.Object({
  ResultsByTime: Type.Optional(
    Type.Array(
      Type.Object({
        TimePeriod: Span,
        Estimated: Type.Optional(Type.Boolean()),
        Total: Type.Optional(Type.Record(Type.String(), Amount)),
        Groups: Type.Optional(
          Type.Array(
            Type.Object({
              Keys: Type.Array(Type.String()),
              Metrics: Type.Record(Type.String(), Amount),
            }),
          ),
        ),
      }),
    ),
  ),
});

/** A month that is over, and its figures final, serves for 30 days; an open one for 8 hours (AWS refreshes up to three times a day). */
function costFreshness(
  input: { TimePeriod?: { End?: string | undefined } | undefined },
  items: readonly { readonly Estimated?: boolean }[],
  now: Date,
): number {
  const monthStart = `${now.toISOString().slice(0, 7)}-01`;
  const closed = (input.TimePeriod?.End ?? '9999') <= monthStart;
  return closed && items.every((item) => item.Estimated !== true) ? 30 * DAY : 8 * HOUR;
}

/** Cost and usage by time and group. */
export const getCostAndUsage = defineOperation({
  ...COST_EXPLORER,
  name: 'GetCostAndUsage',
  token: 'NextPageToken',
  freshness: costFreshness,
  answer: CostAndUsage,
  send: async (clients, input: GetCostAndUsageRequest, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetCostAndUsageCommand(input), options);
  },
  items: (answer) => answer.ResultsByTime ?? [],
});

/** AWS's own forecast. The answer is one item. */
export const getCostForecast = defineOperation({
  ...COST_EXPLORER,
  name: 'GetCostForecast',
  freshness: 8 * HOUR,
  answer: Type.Object({
    Total: Type.Optional(Amount),
    ForecastResultsByTime: Type.Optional(
      Type.Array(
        Type.Object({
          TimePeriod: Span,
          MeanValue: Type.Optional(Type.String()),
          PredictionIntervalLowerBound: Type.Optional(Type.String()),
          PredictionIntervalUpperBound: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: GetCostForecastRequest, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetCostForecastCommand(input), options);
  },
  items: (answer) => [answer],
});

/** What AWS Cost Anomaly Detection found. */
export const getAnomalies = defineOperation({
  ...COST_EXPLORER,
  name: 'GetAnomalies',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    Anomalies: Type.Optional(
      Type.Array(
        Type.Object({
          AnomalyId: Type.String(),
          AnomalyStartDate: Type.Optional(Type.String()),
          AnomalyEndDate: Type.Optional(Type.String()),
          DimensionValue: Type.Optional(Type.String()),
          Impact: Type.Optional(
            Type.Object({
              TotalImpact: Type.Optional(Type.Number()),
              MaxImpact: Type.Optional(Type.Number()),
              TotalActualSpend: Type.Optional(Type.Number()),
              TotalExpectedSpend: Type.Optional(Type.Number()),
            }),
          ),
          Feedback: Type.Optional(Type.String()),
          RootCauses: Type.Optional(
            Type.Array(
              Type.Object({
                Service: Type.Optional(Type.String()),
                Region: Type.Optional(Type.String()),
                LinkedAccount: Type.Optional(Type.String()),
                UsageType: Type.Optional(Type.String()),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
  send: async (
    clients,
    input: { DateInterval: AnomalyDateInterval; MaxResults: number },
    options,
  ) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetAnomaliesCommand(input), options);
  },
  items: (answer) => answer.Anomalies ?? [],
});

const Compared = Type.Record(
  Type.String(),
  Type.Object({
    BaselineTimePeriodAmount: Type.Optional(Type.String()),
    ComparisonTimePeriodAmount: Type.Optional(Type.String()),
    Difference: Type.Optional(Type.String()),
    Unit: Type.Optional(Type.String()),
  }),
);

/** What drove the change between two whole months; ten drivers a page, each page paid. */
export const getCostDrivers = defineOperation({
  ...COST_EXPLORER,
  name: 'GetCostComparisonDrivers',
  token: 'NextPageToken',
  maximumPages: 1,
  freshness: 8 * HOUR,
  answer: Type.Object({
    CostComparisonDrivers: Type.Optional(
      Type.Array(
        Type.Object({
          CostSelector: Type.Optional(Type.Unknown()),
          Metrics: Type.Optional(Compared),
          CostDrivers: Type.Optional(
            Type.Array(
              Type.Object({
                Type: Type.Optional(Type.String()),
                Name: Type.Optional(Type.String()),
                Metrics: Type.Optional(Compared),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
  send: async (
    clients,
    input: {
      BaselineTimePeriod: DateInterval;
      ComparisonTimePeriod: DateInterval;
      MetricForComparison: string;
      GroupBy: { Type: 'DIMENSION'; Key: string }[];
      Filter?: Expression;
      MaxResults: number;
    },
    options,
  ) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetCostComparisonDriversCommand(input), options);
  },
  items: (answer) => answer.CostComparisonDrivers ?? [],
});
