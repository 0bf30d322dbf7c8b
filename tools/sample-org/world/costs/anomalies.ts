import { createRandom } from '../random.ts';
import type { World, WorldAccount } from '../types.ts';
import { addDays, type Month, monthStart } from './calendar.ts';

/** A few days on which one meter cost far more than it should. */
export interface CostAnomaly {
  readonly month: Month;
  readonly account: WorldAccount;
  readonly region: string;
  readonly service: string;
  /** Usage type without the Region's prefix. */
  readonly usage: string;
  /** First day, 0 being the first of the month. */
  readonly firstDay: number;
  readonly days: number;
  /** How many times a usual day each of these days cost on top. */
  readonly factor: number;
}

const TROUBLES = [
  { service: 'EC2 - Other', usage: 'NatGateway-Bytes', factor: 22 },
  { service: 'Amazon Simple Storage Service', usage: 'Requests-Tier1', factor: 60 },
  { service: 'Amazon DynamoDB', usage: 'ReadRequestUnits', factor: 18 },
  { service: 'AmazonCloudWatch', usage: 'DataProcessing-Bytes', factor: 14 },
  { service: 'AWS Lambda', usage: 'Lambda-GB-Second', factor: 25 },
] as const;

/** The one anomaly of a month: something went wrong in a workload account at home. */
export function anomalyOf(world: World, month: Month): CostAnomaly {
  const random = createRandom(world.parameters.seed, 'anomaly', month);
  const workloads = world.accounts.filter(
    ({ purpose, state, index }) => purpose === 'workload' && state === 'ACTIVE' && index < 14,
  );
  return {
    month,
    account: random.pick(workloads),
    region: world.homeRegion,
    ...random.pick(TROUBLES),
    firstDay: random.integer(4, 17),
    days: random.integer(2, 4),
  };
}

/** First day of an anomaly, and the day after its last. */
export function anomalyPeriod({ month, firstDay, days }: CostAnomaly): {
  readonly start: Date;
  readonly end: Date;
} {
  const start = addDays(monthStart(month), firstDay);
  return { start, end: addDays(start, days) };
}
