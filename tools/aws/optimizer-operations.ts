import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

/** What is asked of Compute Optimizer: it is Regional, and takes one account a request. */
interface InstanceQuery {
  readonly Region: string;
  readonly accountIds: [string];
  readonly filters: { name: 'Finding'; values: ['Underprovisioned'] }[];
  readonly maxResults: number;
}

const Metric = Type.Object({
  name: Type.Optional(Type.String()),
  statistic: Type.Optional(Type.String()),
  value: Type.Optional(Type.Number()),
});

/** Compute Optimizer's view of the EC2 instances of one account and Region. */
export const instanceRecommendations = defineOperation({
  service: 'compute-optimizer',
  name: 'GetEC2InstanceRecommendations',
  iamPrefix: 'compute-optimizer',
  token: 'nextToken',
  freshness: HOUR,
  answer: Type.Object({
    instanceRecommendations: Type.Optional(
      Type.Array(
        Type.Object({
          instanceArn: Type.String(),
          instanceName: Type.Optional(Type.String()),
          currentInstanceType: Type.Optional(Type.String()),
          finding: Type.Optional(Type.String()),
          findingReasonCodes: Type.Optional(Type.Array(Type.String())),
          currentPerformanceRisk: Type.Optional(Type.String()),
          utilizationMetrics: Type.Optional(Type.Array(Metric)),
          recommendationOptions: Type.Optional(
            Type.Array(Type.Object({ instanceType: Type.Optional(Type.String()) })),
          ),
          lastRefreshTimestamp: Type.Optional(Type.String()),
          tags: Type.Optional(
            Type.Array(
              Type.Object({
                key: Type.Optional(Type.String()),
                value: Type.Optional(Type.String()),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, { Region, ...input }: InstanceQuery, options) => {
    const { client, sdk } = await clients.optimizerIn(Region);
    return client.send(new sdk.GetEC2InstanceRecommendationsCommand(input), options);
  },
  items: (answer) => answer.instanceRecommendations ?? [],
});
