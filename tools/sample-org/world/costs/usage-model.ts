import { fractionOf } from '../random.ts';
import type { World } from '../types.ts';
import { anomalyOf, type CostAnomaly } from './anomalies.ts';
import { createDayPattern, daysIn, type Month, monthOf, monthStart } from './calendar.ts';
import type { Meter } from './meters.ts';

/** How far into a month to look. */
export interface Span {
  readonly month: Month;
  /** Days from the first of the month; 0 is nothing. */
  readonly days: number;
  /** Days of the month that are billed at all: those that have passed, or all of them. */
  readonly known: number;
}

/**
 * What a meter used from the first of a month on, in millionths of USD. Everything on a bill is the difference of two
 * such sums, so that days always add up to months and groups to totals.
 */
export interface Usage {
  /** At list price. */
  readonly gross: number;
  /** The part of it that a commitment covers. */
  readonly covered: number;
}

const MICRO = 1_000_000;
const GROWTH_FROM = 2026 * 12;
const COVERED_SHARE = { 'savings-plan': 0.52, reservation: 0.45 } as const;
const CLOSED_DAYS_AGO = 120;

const WEEKEND = {
  prod: createDayPattern(0.86),
  other: createDayPattern(0.62),
  flat: createDayPattern(1),
};

/** Works out the usage of meters. */
export interface UsageModel {
  usage(meter: Meter, span: Span): Usage;
  /** On top of the usual, on the days of the month's anomaly, in USD; 0 for other meters. */
  anomalyExcess(meter: Meter, anomaly: CostAnomaly): number;
}

/** USD of a whole month: base, growth, days of the month, a little chance. */
function monthAmount(meter: Meter, month: Month): number {
  const { base, growth, key } = meter;
  const chance = 0.97 + 0.06 * fractionOf(key, month);
  return base * (1 + growth) ** (month - GROWTH_FROM) * (daysIn(month) / 30.4) * chance;
}

/** Remembers what one meter came to: a bill asks for the same sums of a meter line by line. */
function createMeterMemory<Value>(work: (meter: Meter, position: number) => Value) {
  let current: Meter | undefined;
  const known = new Map<number, Value>();
  return (meter: Meter, position: number): Value => {
    if (current !== meter) known.clear();
    current = meter;
    const value = known.get(position) ?? work(meter, position);
    known.set(position, value);
    return value;
  };
}

/** A month and a day of it as one number. */
const POSITIONS = 32;

/** True in the months in which the account existed and was not closed. */
function alive(meter: Meter, month: Month): boolean {
  const { account, parameters } = meter.place;
  if (monthOf(account.joined) > month) return false;
  if (account.state === 'ACTIVE') return true;
  return monthStart(month).getTime() < parameters.now.getTime() - CLOSED_DAYS_AGO * 86_400_000;
}

function isStruck(meter: Meter, anomaly: CostAnomaly): boolean {
  return (
    meter.place.account === anomaly.account &&
    meter.place.region === anomaly.region &&
    meter.service === anomaly.service &&
    meter.usage === anomaly.usage
  );
}

function excess(meter: Meter, anomaly: CostAnomaly): number {
  if (!isStruck(meter, anomaly)) return 0;
  const usual = monthAmount(meter, anomaly.month) / daysIn(anomaly.month);
  const least = 150 + meter.place.parameters.resources * 0.1;
  return Math.max(usual * anomaly.factor, least) * anomaly.days;
}

/** Makes the model of a world's usage. */
export function createUsageModel(world: World): UsageModel {
  const anomalies = new Map<Month, CostAnomaly>();
  const anomalyIn = (month: Month): CostAnomaly => {
    const known = anomalies.get(month) ?? anomalyOf(world, month);
    anomalies.set(month, known);
    return known;
  };
  const amountOf = createMeterMemory(monthAmount);
  const usageOf = createMeterMemory((meter, position): Usage => {
    const month = Math.floor(position / POSITIONS);
    const days = position % POSITIONS;
    if (!alive(meter, month)) return { gross: 0, covered: 0 };
    const amount = amountOf(meter, month) * MICRO;
    const pattern = meter.place.account.environment === 'prod' ? WEEKEND.prod : WEEKEND.other;
    const usual = Math.round(amount * pattern.share(month, days));
    const share = meter.commitment === null ? 0 : COVERED_SHARE[meter.commitment];
    const covered = Math.round(amount * share * WEEKEND.flat.share(month, days));
    return { gross: usual + struck(meter, anomalyIn(month), days), covered };
  });
  return {
    anomalyExcess: excess,
    usage: (meter, { month, days }) => usageOf(meter, month * POSITIONS + days),
  };
}

function struck(meter: Meter, anomaly: CostAnomaly, days: number): number {
  const passed = Math.min(Math.max(days - anomaly.firstDay, 0), anomaly.days);
  return passed === 0 ? 0 : Math.round((excess(meter, anomaly) * MICRO * passed) / anomaly.days);
}
