import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const CLOUDWATCH = {
  service: 'cloudwatch',
  iamPrefix: 'cloudwatch',
  freshness: 8 * HOUR,
} as const;

/** Metrics that one request takes. */
export const METRICS_PER_REQUEST = 500;

/** AWS charges 0.01 USD for a thousand metrics that are asked for (aws.amazon.com/cloudwatch/pricing). */
const METRIC_USD = 0.000_01;

/** One metric of one resource, day by day. */
export interface MetricQuery {
  readonly accountId: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: { readonly name: string; readonly value: string };
  readonly stat: 'Sum' | 'Average' | 'Maximum';
}

/** Metrics of a Region; `start` and `end` are midnights in ISO 8601, `end` is not counted. */
export interface MetricsInput {
  readonly region: string;
  /** The account that is asked itself, by the role in it, for its own metrics; else a monitoring account is asked. */
  readonly member?: string;
  readonly start: string;
  readonly end: string;
  readonly queries: readonly MetricQuery[];
}

const DAY_SECONDS = 86_400;

/** The queries as CloudWatch takes them; the position of each is its id. */
function dailyQueries({ queries, member }: MetricsInput) {
  return queries.map(({ accountId, namespace, metric, dimension, stat }, position) => ({
    Id: `m${position}`,
    // Only a monitoring account may name accounts (CloudWatch API reference, MetricDataQuery).
    ...(member === undefined ? { AccountId: accountId } : {}),
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: [{ Name: dimension.name, Value: dimension.value }],
      },
      Period: DAY_SECONDS,
      Stat: stat,
    },
  }));
}

/** Metrics of several accounts through a monitoring account, or of one account that is asked itself. */
const getMetricData = defineOperation({
  ...CLOUDWATCH,
  name: 'GetMetricData',
  token: 'NextToken',
  priceUsd: METRIC_USD,
  answer: Type.Object({
    MetricDataResults: Type.Optional(
      Type.Array(
        Type.Object({
          Id: Type.String(),
          StatusCode: Type.Optional(Type.String()),
          Values: Type.Optional(Type.Array(Type.Number())),
        }),
      ),
    ),
  }),
  member: ({ member, region }: MetricsInput) =>
    member === undefined ? null : { accountId: member, region },
  send: async (clients, input: MetricsInput & { readonly NextToken?: string }, options) => {
    const { start, end, region, member, NextToken } = input;
    const { client, sdk } = await (member === undefined
      ? clients.cloudWatchIn(region)
      : clients.cloudWatchAs(options.member));
    const command = new sdk.GetMetricDataCommand({
      MetricDataQueries: dailyQueries(input),
      StartTime: new Date(start),
      EndTime: new Date(end),
      NextToken,
    });
    return client.send(command, options);
  },
  items: (answer) => answer.MetricDataResults ?? [],
});

/** The operation at the price of so many metrics. */
export function metricDataOf(metrics: number): typeof getMetricData {
  return { ...getMetricData, priceUsd: metrics * METRIC_USD };
}

/** Whether a monitoring account sees metrics of another account: the first of those that every account in use has. */
export const listUsageMetrics = defineOperation({
  ...CLOUDWATCH,
  name: 'ListMetrics',
  // 0.01 USD for a thousand requests.
  priceUsd: 0.000_01,
  answer: Type.Object({
    Metrics: Type.Optional(Type.Array(Type.Object({ MetricName: Type.Optional(Type.String()) }))),
  }),
  send: async (
    clients,
    { region, accountId }: { readonly region: string; readonly accountId: string },
    options,
  ) => {
    const { client, sdk } = await clients.cloudWatchIn(region);
    const command = new sdk.ListMetricsCommand({
      Namespace: 'AWS/Usage',
      MetricName: 'CallCount',
      IncludeLinkedAccounts: true,
      OwningAccount: accountId,
    });
    return client.send(command, options);
  },
  items: (answer) => answer.Metrics ?? [],
});
