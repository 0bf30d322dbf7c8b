import { Type } from 'typebox';

import { defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { anomalyOf, anomalyPeriod, type CostAnomaly } from '../world/costs/anomalies.ts';
import { addDays, daysIn, dayText, monthOf } from '../world/costs/calendar.ts';
import type { Meter } from '../world/costs/meters.ts';
import { createRandom } from '../world/random.ts';
import type { World } from '../world/types.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { refuse, refuseToken } from './refuse.ts';

const PAGE = {
  NextPageToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
};

const Impact = Type.Object({
  NumericOperator: Type.Union(
    [
      'EQUAL',
      'GREATER_THAN_OR_EQUAL',
      'LESS_THAN_OR_EQUAL',
      'GREATER_THAN',
      'LESS_THAN',
      'BETWEEN',
    ].map((name) => Type.Literal(name)),
  ),
  StartValue: Type.Number(),
  EndValue: Type.Optional(Type.Number()),
});

const Anomalies = Type.Object({
  DateInterval: Type.Object({ StartDate: Type.String(), EndDate: Type.Optional(Type.String()) }),
  MonitorArn: Type.Optional(Type.String()),
  Feedback: Type.Optional(Type.String()),
  TotalImpact: Type.Optional(Impact),
  ...PAGE,
});

const LONGEST_DAYS = 90;

function monitorArn(world: World): string {
  const id = createRandom(world.parameters.seed, 'anomaly monitor').hex(12);
  return `arn:aws:ce::${world.managementAccountId}:anomalymonitor/11111111-2222-4333-8444-${id}`;
}

function dollars(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Usual cost of the struck days, and what came on top, in USD. */
function impactOf({ bill }: CostExplorer, anomaly: CostAnomaly, meter: Meter) {
  const total = bill.usage.anomalyExcess(meter, anomaly);
  const { month, firstDay, days } = anomaly;
  const until = (day: number) =>
    bill.usage.usage(meter, { month, days: day, known: daysIn(month) }).gross / 1e6;
  const actual = until(firstDay + days) - until(firstDay);
  const expected = Math.max(actual - total, 0);
  return {
    MaxImpact: dollars(total / days),
    TotalImpact: dollars(total),
    TotalActualSpend: dollars(actual),
    TotalExpectedSpend: dollars(expected),
    TotalImpactPercentage: dollars(expected === 0 ? 0 : (total / expected) * 100),
  };
}

function anomalyShape(explorer: CostExplorer, anomaly: CostAnomaly, meter: Meter) {
  const { account, region, service, days, month } = anomaly;
  const { start, end } = anomalyPeriod(anomaly);
  const impact = impactOf(explorer, anomaly, meter);
  const rootCause = {
    Service: service,
    Region: region,
    LinkedAccount: account.id,
    LinkedAccountName: account.name,
    UsageType: meter.usageType,
    Impact: { Contribution: impact.TotalImpact },
  };
  return {
    AnomalyId: createRandom(explorer.world.parameters.seed, 'anomaly id', month).hex(32),
    AnomalyStartDate: start.toISOString(),
    AnomalyEndDate: addDays(end, -1).toISOString(),
    DimensionValue: service,
    RootCauses: [rootCause],
    AnomalyScore: {
      MaxScore: dollars(0.6 + 0.08 * days),
      CurrentScore: dollars(0.5 + 0.06 * days),
    },
    Impact: impact,
    MonitorArn: monitorArn(explorer.world),
  };
}

function struckMeter({ bill }: CostExplorer, anomaly: CostAnomaly): Meter | undefined {
  return bill.meters().find((meter) => bill.usage.anomalyExcess(meter, anomaly) > 0);
}

const OPERATORS: Readonly<Record<string, (value: number, start: number, end: number) => boolean>> =
  {
    EQUAL: (value, start) => value === start,
    GREATER_THAN_OR_EQUAL: (value, start) => value >= start,
    LESS_THAN_OR_EQUAL: (value, start) => value <= start,
    GREATER_THAN: (value, start) => value > start,
    LESS_THAN: (value, start) => value < start,
    BETWEEN: (value, start, end) => value >= start && value <= end,
  };

/** Anomalies that began between two days and are over. */
function anomaliesBetween(explorer: CostExplorer, from: string, to: string) {
  const today = explorer.now();
  const months = Array.from({ length: 5 }, (_, back) => monthOf(today) - back);
  return months.flatMap((month) => {
    const anomaly = anomalyOf(explorer.world, month);
    const { start, end } = anomalyPeriod(anomaly);
    const meter = struckMeter(explorer, anomaly);
    const inside = dayText(start) >= from && dayText(start) <= to && end < today;
    return inside && meter !== undefined ? [anomalyShape(explorer, anomaly, meter)] : [];
  });
}

/** `GetAnomalies`: those of the last 90 days. */
export function getAnomalies(explorer: CostExplorer): Operation {
  return defineOperation(Anomalies, refuse, (input) => {
    const { StartDate: from, EndDate: to = dayText(explorer.now()) } = input.DateInterval;
    if (from > to) throw refuse('StartDate must not be after EndDate.');
    if (from < dayText(addDays(explorer.now(), -LONGEST_DAYS))) {
      throw refuse(`Anomalies can be read for the last ${LONGEST_DAYS} days.`);
    }
    const { TotalImpact: wanted, Feedback: feedback, MonitorArn: monitor } = input;
    const passes = wanted === undefined ? undefined : OPERATORS[wanted.NumericOperator];
    const found = anomaliesBetween(explorer, from, to).filter(
      ({ Impact: { TotalImpact }, MonitorArn }) =>
        feedback === undefined &&
        (monitor === undefined || monitor === MonitorArn) &&
        (passes?.(TotalImpact, wanted?.StartValue ?? 0, wanted?.EndValue ?? Infinity) ?? true),
    );
    const { NextPageToken: token, MaxResults: size = 100, ...request } = input;
    const page = cutPage(found, { token, size, request, refuse: refuseToken });
    return { Anomalies: page.items, NextPageToken: page.token };
  });
}

const CREATED = '2024-02-01T00:00:00Z';

/** A monitor that nobody subscribed to. */
function silentMonitorArn(world: World): string {
  const id = createRandom(world.parameters.seed, 'silent monitor').hex(12);
  return `arn:aws:ce::${world.managementAccountId}:anomalymonitor/11111111-2222-4333-8444-${id}`;
}

/** `GetAnomalyMonitors`: one monitor over all services, and one over accounts that tells nobody. */
export function getAnomalyMonitors({ world, now }: CostExplorer): Operation {
  const schema = Type.Object({ MonitorArnList: Type.Optional(Type.Array(Type.String())), ...PAGE });
  return defineOperation(schema, refuse, ({ MonitorArnList: wanted }) => {
    const monitor = {
      MonitorArn: monitorArn(world),
      MonitorName: 'Services',
      CreationDate: CREATED,
      LastUpdatedDate: CREATED,
      LastEvaluatedDate: dayText(now()),
      MonitorType: 'DIMENSIONAL',
      MonitorDimension: 'SERVICE',
      DimensionalValueCount: 30,
    };
    const silent = {
      ...monitor,
      MonitorArn: silentMonitorArn(world),
      MonitorName: 'Accounts',
      MonitorDimension: 'LINKED_ACCOUNT',
      DimensionalValueCount: world.accounts.length,
    };
    const wantedOnes = [monitor, silent].filter(
      ({ MonitorArn }) => wanted?.includes(MonitorArn) ?? true,
    );
    return { AnomalyMonitors: wantedOnes };
  });
}

/** `GetAnomalySubscriptions`: one daily mail. */
export function getAnomalySubscriptions({ world }: CostExplorer): Operation {
  const schema = Type.Object({
    SubscriptionArnList: Type.Optional(Type.Array(Type.String())),
    MonitorArn: Type.Optional(Type.String()),
    ...PAGE,
  });
  return defineOperation(schema, refuse, ({ MonitorArn: monitor }) => {
    const arn = monitorArn(world);
    const subscription = {
      SubscriptionArn: arn.replace(':anomalymonitor/', ':anomalysubscription/'),
      AccountId: world.managementAccountId,
      MonitorArnList: [arn],
      Subscribers: [{ Address: 'finops@example.com', Type: 'EMAIL', Status: 'CONFIRMED' }],
      Threshold: 100,
      Frequency: 'DAILY',
      SubscriptionName: 'Daily summary',
    };
    return { AnomalySubscriptions: (monitor ?? arn) === arn ? [subscription] : [] };
  });
}
