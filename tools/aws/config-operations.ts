import { Type } from 'typebox';
import { defineOperation, HOUR, MINUTE } from './operation.ts';

const CONFIG = { service: 'config', iamPrefix: 'config', token: 'NextToken' } as const;

const AggregatorsAnswer = Type.Object({
  ConfigurationAggregators: Type.Optional(
    Type.Array(
      Type.Object({
        ConfigurationAggregatorName: Type.String(),
        OrganizationAggregationSource: Type.Optional(Type.Object({})),
      }),
    ),
  ),
});

/** The aggregators of the home Region. */
export const describeAggregators = defineOperation({
  ...CONFIG,
  name: 'DescribeConfigurationAggregators',
  freshness: HOUR,
  answer: AggregatorsAnswer,
  send: async (clients, input: object, options) => {
    const { client, sdk } = await clients.config();
    return client.send(new sdk.DescribeConfigurationAggregatorsCommand(input), options);
  },
  items: (answer) => answer.ConfigurationAggregators ?? [],
});

const StatusAnswer = Type.Object({
  AggregatedSourceStatusList: Type.Optional(
    Type.Array(
      Type.Object({
        SourceId: Type.Optional(Type.String()),
        SourceType: Type.Optional(Type.String()),
        AwsRegion: Type.Optional(Type.String()),
        LastUpdateStatus: Type.Optional(Type.String()),
        LastUpdateTime: Type.Optional(Type.String()),
        LastErrorCode: Type.Optional(Type.String()),
      }),
    ),
  ),
});

/** How the aggregation from each account and Region went. */
export const describeSourcesStatus = defineOperation({
  ...CONFIG,
  name: 'DescribeConfigurationAggregatorSourcesStatus',
  freshness: 5 * MINUTE,
  answer: StatusAnswer,
  send: async (clients, input: { ConfigurationAggregatorName: string; Limit: number }, options) => {
    const { client, sdk } = await clients.config();
    return client.send(new sdk.DescribeConfigurationAggregatorSourcesStatusCommand(input), options);
  },
  items: (answer) => answer.AggregatedSourceStatusList ?? [],
});

/** An advanced query over the aggregator: 100 rows a page. 100,000 rows where all are held at once, 10,000,000 in a stream. */
export const selectAggregate = defineOperation({
  ...CONFIG,
  name: 'SelectAggregateResourceConfig',
  maximumPages: 1000,
  streamedPages: 100_000,
  freshness: 5 * MINUTE,
  answer: Type.Object({ Results: Type.Optional(Type.Array(Type.String())) }),
  send: async (
    clients,
    input: { ConfigurationAggregatorName: string; Expression: string; MaxResults: number },
    options,
  ) => {
    const { client, sdk } = await clients.config();
    return client.send(new sdk.SelectAggregateResourceConfigCommand(input), options);
  },
  items: (answer) => answer.Results ?? [],
});

/** Counts of the resources that Config has discovered. */
export const resourceCounts = defineOperation({
  ...CONFIG,
  name: 'GetAggregateDiscoveredResourceCounts',
  freshness: 5 * MINUTE,
  answer: Type.Object({
    GroupedResourceCounts: Type.Optional(
      Type.Array(Type.Object({ GroupName: Type.String(), ResourceCount: Type.Number() })),
    ),
  }),
  send: async (
    clients,
    input: {
      ConfigurationAggregatorName: string;
      GroupByKey: 'RESOURCE_TYPE';
      Limit: number;
    },
    options,
  ) => {
    const { client, sdk } = await clients.config();
    return client.send(new sdk.GetAggregateDiscoveredResourceCountsCommand(input), options);
  },
  items: (answer) => answer.GroupedResourceCounts ?? [],
});
