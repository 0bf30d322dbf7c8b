import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const DAYS = {
  StartTime: new Date('2026-11-16T00:00:00Z'),
  EndTime: new Date('2026-11-23T00:00:00Z'),
};

/** The traffic of every load balancer of the home Region, in pages, and what is not shared. */
export function cloudWatchRequests(world: World): readonly ShapeRequest[] {
  const queries = queriesOf(world);
  const linked = { Namespace: 'AWS/Usage', MetricName: 'CallCount', IncludeLinkedAccounts: true };
  return requestsOf({ service: 'monitoring', region: world.homeRegion }, [
    ['GetMetricData', { ...DAYS, MetricDataQueries: queries }],
    ...world.accounts.map(
      ({ id }): RequestRow => ['ListMetrics', { ...linked, OwningAccount: id }],
    ),
    ['GetMetricData', { ...DAYS, MetricDataQueries: [] }, 'ValidationError'],
    [
      'GetMetricData',
      { StartTime: DAYS.EndTime, EndTime: DAYS.StartTime, MetricDataQueries: queries.slice(0, 1) },
      'ValidationError',
    ],
    [
      'GetMetricData',
      { ...DAYS, MetricDataQueries: queries, NextToken: 'bm9uZQ' },
      'InvalidNextToken',
    ],
  ]);
}

function queriesOf(world: World) {
  const types = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];
  return [...world.resources({ regions: [world.homeRegion], types })].map(
    ({ accountId, arn }, position) => ({
      Id: `m${position}`,
      AccountId: accountId,
      MetricStat: {
        Metric: {
          Namespace: arn.includes('/app/') ? 'AWS/ApplicationELB' : 'AWS/NetworkELB',
          MetricName: arn.includes('/app/') ? 'RequestCount' : 'NewFlowCount',
          Dimensions: [{ Name: 'LoadBalancer', Value: arn.split(':loadbalancer/')[1] }],
        },
        Period: 86_400,
        Stat: 'Sum',
      },
    }),
  );
}
