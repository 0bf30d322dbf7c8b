import { Type } from 'typebox';
import {
  type Call,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import { cutPage } from '../paging.ts';
import { addDays, startOfDay } from '../world/costs/calendar.ts';
import type { World } from '../world/types.ts';
import { dailyValues, hasBalancer, type MetricAsked } from './balancer-metrics.ts';

const refuse = refuseWith('ValidationError');

const AccountId = Type.Optional(Type.String({ pattern: '^\\d{12}$' }));

const Query = Type.Object({
  Id: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,254}$' }),
  AccountId,
  MetricStat: Type.Object({
    Metric: Type.Object({
      Namespace: Type.Enum(['AWS/ApplicationELB', 'AWS/NetworkELB']),
      MetricName: Type.Enum(['RequestCount', 'NewFlowCount', 'ActiveFlowCount']),
      Dimensions: Type.Array(Type.Object({ Name: Type.String(), Value: Type.String() }), {
        maxItems: 30,
      }),
    }),
    Period: Type.Literal(86_400),
    Stat: Type.Enum(['Sum', 'Average', 'Maximum']),
  }),
});

const DataInput = Type.Object({
  MetricDataQueries: Type.Array(Query, { minItems: 1, maxItems: 500 }),
  StartTime: Type.Number(),
  EndTime: Type.Number(),
  NextToken: Type.Optional(Type.String()),
});

/** Data points of one page, and days that can be asked for. */
const POINTS_PER_PAGE = 1_000;
const LONGEST = 455;

/** The monitoring account sees itself and every account that has been linked to it; some have not. */
function isShared(world: World, accountId: string, { caller }: Call): boolean {
  if (accountId === caller.accountId) return true;
  const account = world.account(accountId);
  const linked = account?.state === 'ACTIVE' && account.enrolled;
  return caller.accountId === world.managementAccountId && linked;
}

function daysOf(start: number, end: number): readonly Date[] {
  const first = startOfDay(new Date(start * 1_000));
  const count = Math.ceil((end * 1_000 - first.getTime()) / 86_400_000);
  if (count < 1) throw refuse('The parameter StartTime must be less than the parameter EndTime.');
  if (count > LONGEST) throw refuse('Data points that are so old are not kept.');
  return Array.from({ length: count }, (_, day) => addDays(first, day));
}

/** GetMetricData: what an account does not share comes back as Forbidden, a metric without data as an empty list. */
function getMetricData(world: World): Operation {
  return defineOperation(DataInput, refuse, (input, call) => {
    const { NextToken: token, ...request } = input;
    const days = daysOf(input.StartTime, input.EndTime);
    const size = Math.max(1, Math.floor(POINTS_PER_PAGE / days.length));
    const page = cutPage(input.MetricDataQueries, { token, size, request, refuse: invalidToken });
    return {
      MetricDataResults: page.items.map(({ Id, AccountId: id, MetricStat: { Metric } }) => {
        const accountId = id ?? call.caller.accountId;
        const shared = isShared(world, accountId, call);
        const balancer = Metric.Dimensions.find(({ Name }) => Name === 'LoadBalancer')?.Value ?? '';
        const asked = { accountId, region: call.region, metric: Metric.MetricName, balancer, days };
        const points = shared ? pointsOf(world, asked) : [];
        return {
          Id,
          Label: Metric.MetricName,
          Timestamps: points.map(({ day }) => day.getTime() / 1_000),
          Values: points.map(({ value }) => value),
          StatusCode: shared ? 'Complete' : 'Forbidden',
        };
      }),
      Messages: [],
      NextToken: page.token,
    };
  });
}

const invalidToken = refuseWith('InvalidNextToken');

function pointsOf(world: World, asked: MetricAsked) {
  if (!hasBalancer(world, asked)) return [];
  return dailyValues(world, asked).flatMap((value, position) => {
    const day = asked.days[position];
    return value === undefined || day === undefined ? [] : [{ day, value }];
  });
}

const ListInput = Type.Object({
  Namespace: Type.Literal('AWS/Usage'),
  MetricName: Type.Literal('CallCount'),
  IncludeLinkedAccounts: Type.Optional(Type.Boolean()),
  OwningAccount: AccountId,
});

/** ListMetrics, for the metric that every account in use has. */
function listMetrics(world: World): Operation {
  return defineOperation(ListInput, refuse, (input, call) => {
    const accountId = input.OwningAccount ?? call.caller.accountId;
    if (accountId !== call.caller.accountId && input.IncludeLinkedAccounts !== true) {
      throw refuse('OwningAccount needs IncludeLinkedAccounts.');
    }
    if (!isShared(world, accountId, call)) return { Metrics: [], OwningAccounts: [] };
    const Dimensions = [
      { Name: 'Type', Value: 'API' },
      { Name: 'Resource', Value: 'GetMetricData' },
      { Name: 'Service', Value: 'CloudWatch' },
      { Name: 'Class', Value: 'None' },
    ];
    return {
      Metrics: [{ Namespace: input.Namespace, MetricName: input.MetricName, Dimensions }],
      OwningAccounts: [accountId],
    };
  });
}

/** CloudWatch (API version 2010-08-01) in a monitoring account: the traffic of load balancers, day by day. */
export function cloudWatchService(world: World): ServiceHandler {
  return {
    signingName: 'monitoring',
    iamPrefix: 'cloudwatch',
    protocol: {
      kind: 'json',
      version: '1.0',
      targetPrefix: 'GraniteServiceVersion20100801',
    },
    operations: { GetMetricData: getMetricData(world), ListMetrics: listMetrics(world) },
  };
}
