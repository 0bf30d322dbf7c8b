import { Type } from 'typebox';
import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Clients } from './clients.ts';
import { defineOperation, HOUR } from './operation.ts';

type HubSdk = Awaited<ReturnType<Clients['hub']>>['sdk'];

/** What efficiency is asked for: whole months as `YYYY-MM`, the last one not counted. */
export interface EfficiencyInput {
  readonly granularity: 'Monthly';
  readonly timePeriod: { readonly start: string; readonly end: string };
  readonly groupBy?: 'AccountId';
  readonly maxResults: number;
}

const TARGET = 'CostOptimizationHubService.ListEfficiencyMetrics';

/**
 * ListEfficiencyMetrics (API version 2022-07-26), which the newest published client does not have yet. It is sent as
 * the client's own command without input members, whose serializer and deserializer hand JSON through as it is; only
 * the operation's name is another. Signing, retries, errors and the read-only guard are the client's.
 */
export function efficiencyCommandOf(sdk: HubSdk) {
  return class ListEfficiencyMetricsCommand extends sdk.GetPreferencesCommand {
    override resolveMiddlewareWithContext(
      ...[stack, configuration, options, context]: Parameters<
        InstanceType<HubSdk['GetPreferencesCommand']>['resolveMiddlewareWithContext']
      >
    ) {
      this.middlewareStack.add(
        (next) => (sent) => {
          retarget(sent.request);
          return next(sent);
        },
        { step: 'build', name: 'listEfficiencyMetrics' },
      );
      const named = { ...context, commandName: 'ListEfficiencyMetricsCommand' };
      return super.resolveMiddlewareWithContext(stack, configuration, options, named);
    }
  };
}

function retarget(request: unknown): void {
  if (!isRecord(request) || !isRecord(request['headers'])) return;
  Object.assign(request['headers'], { 'x-amz-target': TARGET });
}

/** Efficiency by month: of the whole organization, or of each account. */
export const listEfficiencyMetrics = defineOperation({
  service: 'cost-optimization-hub',
  iamPrefix: 'cost-optimization-hub',
  name: 'ListEfficiencyMetrics',
  token: 'nextToken',
  freshness: HOUR,
  answer: Type.Object({
    efficiencyMetricsByGroup: Type.Optional(
      Type.Array(
        Type.Object({
          group: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          metricsByTime: Type.Optional(
            Type.Union([
              Type.Array(
                Type.Object({
                  score: Type.Optional(Type.Number()),
                  savings: Type.Optional(Type.Number()),
                  spend: Type.Optional(Type.Number()),
                  timestamp: Type.Optional(Type.String()),
                }),
              ),
              Type.Null(),
            ]),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, input: EfficiencyInput, options) => {
    const { client, sdk } = await clients.hub();
    const Command = efficiencyCommandOf(sdk);
    return client.send(new Command(input), options);
  },
  items: (answer) => answer.efficiencyMetricsByGroup ?? [],
});
