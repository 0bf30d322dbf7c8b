import type { DateInterval } from '@aws-sdk/client-cost-explorer';
import { Type } from 'typebox';
import { COST_EXPLORER } from './cost-operations.ts';
import { defineOperation, HOUR } from './operation.ts';

/** Tag keys that may be activated for cost allocation. */
export const listCostAllocationTags = defineOperation({
  ...COST_EXPLORER,
  name: 'ListCostAllocationTags',
  token: 'NextToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    CostAllocationTags: Type.Optional(
      Type.Array(
        Type.Object({
          TagKey: Type.String(),
          Status: Type.String(),
          LastUsedDate: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { Type: 'UserDefined'; MaxResults: number }, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.ListCostAllocationTagsCommand(input), options);
  },
  items: (answer) => answer.CostAllocationTags ?? [],
});

/** Tag keys that the bill knows in a period. */
export const getTags = defineOperation({
  ...COST_EXPLORER,
  name: 'GetTags',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({ Tags: Type.Array(Type.String()) }),
  send: async (clients, input: { TimePeriod: DateInterval }, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetTagsCommand(input), options);
  },
  items: (answer) => answer.Tags,
});

/** What watches the bill for anomalies. */
export const getAnomalyMonitors = defineOperation({
  ...COST_EXPLORER,
  name: 'GetAnomalyMonitors',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    AnomalyMonitors: Type.Optional(
      Type.Array(
        Type.Object({
          MonitorArn: Type.Optional(Type.String()),
          MonitorName: Type.String(),
          MonitorType: Type.String(),
          MonitorDimension: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetAnomalyMonitorsCommand(input), options);
  },
  items: (answer) => answer.AnomalyMonitors ?? [],
});

/** Who is told of anomalies. */
export const getAnomalySubscriptions = defineOperation({
  ...COST_EXPLORER,
  name: 'GetAnomalySubscriptions',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    AnomalySubscriptions: Type.Optional(
      Type.Array(Type.Object({ MonitorArnList: Type.Array(Type.String()) })),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetAnomalySubscriptionsCommand(input), options);
  },
  items: (answer) => answer.AnomalySubscriptions ?? [],
});
