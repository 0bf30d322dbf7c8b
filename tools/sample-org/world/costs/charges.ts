import { fractionOf } from '../random.ts';
import type { World } from '../types.ts';
import { createDayPattern, daysIn, type Month } from './calendar.ts';
import {
  type Amounts,
  creditOf,
  discountOf,
  EFFECTIVE,
  linesOf,
  plain,
  UTILISATION,
} from './charge-lines.ts';
import { type Meter, metersOf } from './meters.ts';
import { createUsageModel, type Span, type UsageModel } from './usage-model.ts';

/** A line of the bill: what it is about, and what it comes to. */
export interface Charge {
  /** By Cost Explorer's dimension names; what is absent there is absent here. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Cost allocation tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly unit: string;
  until(span: Span): Amounts;
}

const TAX = 0.1;

const flat = createDayPattern(1);

/** The organisation's bill. */
export interface Bill {
  /** Every line; the same ones on every walk. */
  charges(): Iterable<Charge>;
  readonly usage: UsageModel;
  meters(): readonly Meter[];
  /** Savings Plans as a whole, in millionths of USD. */
  savingsPlans(span: Span): { readonly commitment: number; readonly used: number };
}

function tagsOf({ place, service, usage }: Meter): Readonly<Record<string, string>> {
  const { team, environment, costCentre } = place.account;
  const missing = environment === 'sandbox' ? 0.6 : 0.16;
  if (fractionOf(place.parameters.seed, 'cost tags', place.account.id, service, usage) < missing)
    return {};
  return { Team: team, Environment: environment, CostCentre: costCentre };
}

function dimensionsOf(meter: Meter, recordType: string): Record<string, string> {
  const seller = meter.marketplace
    ? 'Telescope Software Pty Ltd'
    : 'Amazon Web Services Australia Pty Ltd';
  return {
    SERVICE: meter.service,
    LINKED_ACCOUNT: meter.place.account.id,
    REGION: meter.place.region,
    USAGE_TYPE: meter.usageType,
    RECORD_TYPE: recordType,
    BILLING_ENTITY: meter.marketplace ? 'AWS Marketplace' : 'AWS',
    LEGAL_ENTITY_NAME: seller,
    INVOICING_ENTITY: seller,
    ...(meter.operation === '' ? {} : { OPERATION: meter.operation }),
    ...(meter.instanceType === null
      ? {}
      : { INSTANCE_TYPE: meter.instanceType, TENANCY: 'Shared' }),
  };
}

function* meterCharges(meter: Meter, model: UsageModel): Iterable<Charge> {
  const tags = tagsOf(meter);
  const { unit } = meter;
  for (const { recordType, dimensions, amounts } of linesOf(meter)) {
    const withoutPurchase = meter.instanceType === null ? {} : dimensions;
    yield {
      dimensions: { ...dimensionsOf(meter, recordType), ...withoutPurchase },
      tags,
      unit,
      until: (span) => amounts(model.usage(meter, span), span),
    };
  }
  yield taxOf(meter, model);
}

/** Tax is booked on the first of the month, on everything that is known of the month by now. */
function taxOf(meter: Meter, model: UsageModel): Charge {
  const { REGION: _region, USAGE_TYPE: _usageType, ...dimensions } = dimensionsOf(meter, 'Tax');
  return {
    dimensions: { ...dimensions, SERVICE: 'Tax' },
    tags: {},
    unit: 'N/A',
    until: ({ month, days, known }) => {
      if (days === 0) return plain(0);
      const usage = model.usage(meter, { month, days: known, known });
      const amount = usage.gross - usage.covered;
      const taxed = amount - discountOf(amount) - creditOf(meter, usage, month);
      return plain(Math.floor(taxed * TAX));
    },
  };
}

function feeCharge(world: World, plans: Bill['savingsPlans']): Charge {
  return {
    dimensions: {
      SERVICE: 'Savings Plans for AWS Compute usage',
      LINKED_ACCOUNT: world.managementAccountId,
      REGION: 'global',
      USAGE_TYPE: 'ComputeSP:1yrNoUpfront',
      RECORD_TYPE: 'SavingsPlanRecurringFee',
      PURCHASE_TYPE: 'Savings Plans',
      BILLING_ENTITY: 'AWS',
      LEGAL_ENTITY_NAME: 'Amazon Web Services Australia Pty Ltd',
      INVOICING_ENTITY: 'Amazon Web Services Australia Pty Ltd',
    },
    tags: {},
    unit: 'Hrs',
    until: (span) => {
      const { commitment, used } = plans(span);
      const unused = commitment - used;
      return {
        ...plain(commitment, span.days * 24_000),
        amortized: unused,
        netAmortized: unused,
      };
    },
  };
}

/** Effective cost of all that Savings Plans cover in a whole month; kept, one number a month. */
function createEffectiveCost(meters: () => readonly Meter[], model: UsageModel) {
  const months = new Map<Month, number>();
  return (month: Month): number => {
    const days = daysIn(month);
    const known =
      months.get(month) ??
      meters()
        .filter(({ commitment }) => commitment === 'savings-plan')
        .reduce((sum, meter) => sum + model.usage(meter, { month, days, known: days }).covered, 0) *
        EFFECTIVE['savings-plan'];
    months.set(month, known);
    return known;
  };
}

/** Writes the bill of a world. Its meters are kept: their number follows the accounts, not the resources. */
export function createBill(world: World): Bill {
  const usage = createUsageModel(world);
  let kept: readonly Meter[] | undefined;
  const meters = () => {
    kept ??= [...metersOf(world)];
    return kept;
  };
  const effectiveCost = createEffectiveCost(meters, usage);
  const savingsPlans: Bill['savingsPlans'] = ({ month, days }) => {
    const used = effectiveCost(month) * flat.share(month, days);
    return { commitment: Math.round(used / UTILISATION['savings-plan']), used: Math.round(used) };
  };
  return {
    usage,
    meters,
    savingsPlans,
    *charges() {
      for (const meter of meters()) yield* meterCharges(meter, usage);
      yield feeCharge(world, savingsPlans);
    },
  };
}
