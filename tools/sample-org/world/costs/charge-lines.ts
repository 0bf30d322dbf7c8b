import type { Month } from './calendar.ts';
import type { Meter } from './meters.ts';
import type { Span, Usage } from './usage-model.ts';

/**
 * Sums from the first of a month on, in whole millionths of USD. `quantity` is in thousandths of the charge's unit:
 * millionths of API requests would leave the range of exact integers.
 */
export interface Amounts {
  readonly unblended: number;
  readonly amortized: number;
  readonly netUnblended: number;
  readonly netAmortized: number;
  readonly quantity: number;
}

/** What of list price is left when a commitment covers it. */
export const EFFECTIVE = { 'savings-plan': 0.72, reservation: 0.65 } as const;
/** How much of the commitment is used. */
export const UTILISATION = { 'savings-plan': 0.93, reservation: 0.97 } as const;
const ENTERPRISE_DISCOUNT = 0.04;
/** The enterprise discount on an amount. */
export function discountOf(amount: number): number {
  return Math.floor(amount * ENTERPRISE_DISCOUNT);
}

/** Thousandths of a unit that an amount in millionths of USD buys. */
function quantityOf(amount: number, rate: number): number {
  return Math.round(amount / (rate * 1_000));
}

/** An amount that is the same in all metrics. */
export function plain(amount: number, quantity = 0): Amounts {
  return {
    unblended: amount,
    amortized: amount,
    netUnblended: amount,
    netAmortized: amount,
    quantity,
  };
}

/** One line of a meter. `until` turns the meter's usage into the line's amounts. */
export interface Line {
  readonly recordType: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly amounts: (usage: Usage, span: Span) => Amounts;
}

function onDemand({ marketplace, rate }: Meter): readonly Line[] {
  const discount = (amount: number) => (marketplace ? 0 : discountOf(amount));
  const usage: Line = {
    recordType: 'Usage',
    dimensions: { PURCHASE_TYPE: 'On Demand Instances' },
    amounts: ({ gross, covered }) => {
      const amount = gross - covered;
      const net = amount - discount(amount);
      return { ...plain(amount, quantityOf(amount, rate)), netUnblended: net, netAmortized: net };
    },
  };
  const discounts: Line = {
    recordType: 'Enterprise Discount Program Discount',
    amounts: ({ gross, covered }) => {
      const amount = -discount(gross - covered);
      return { ...plain(0), unblended: amount, amortized: amount };
    },
  };
  return marketplace ? [usage] : [usage, discounts];
}

function coveredBySavingsPlan({ rate }: Meter): readonly Line[] {
  const dimensions = { PURCHASE_TYPE: 'Savings Plans' };
  const effective = (amount: number) => Math.round(amount * EFFECTIVE['savings-plan']);
  return [
    {
      recordType: 'SavingsPlanCoveredUsage',
      dimensions,
      amounts: ({ covered }) => ({
        unblended: covered,
        netUnblended: covered,
        amortized: effective(covered),
        netAmortized: effective(covered),
        quantity: quantityOf(covered, rate),
      }),
    },
    {
      recordType: 'SavingsPlanNegation',
      dimensions,
      amounts: ({ covered }) => ({ ...plain(0), unblended: -covered, netUnblended: -covered }),
    },
  ];
}

function coveredByReservation({ rate }: Meter): readonly Line[] {
  const dimensions = { PURCHASE_TYPE: 'Standard Reserved Instances' };
  const effective = (amount: number) => Math.round(amount * EFFECTIVE.reservation);
  const fee = (amount: number) =>
    Math.round((amount * EFFECTIVE.reservation) / UTILISATION.reservation);
  return [
    {
      recordType: 'DiscountedUsage',
      dimensions,
      amounts: ({ covered }) => ({
        ...plain(0, quantityOf(covered, rate)),
        amortized: effective(covered),
        netAmortized: effective(covered),
      }),
    },
    {
      recordType: 'RIFee',
      dimensions,
      amounts: ({ covered }) => {
        const unused = fee(covered) - effective(covered);
        return { ...plain(fee(covered)), amortized: unused, netAmortized: unused };
      },
    },
  ];
}

/** Share of an account's usage that credits pay: a sandbox lives on them, a data platform did until September. */
function creditShare({ place }: Meter, month: Month): number {
  if (place.account.purpose === 'sandbox') return 0.95;
  return place.account.name === 'data-platform-prod' && month % 12 <= 8 ? 0.55 : 0;
}

/** What credits pay of a meter's usage. */
export function creditOf(meter: Meter, { gross, covered }: Usage, month: Month): number {
  const amount = gross - covered;
  return Math.floor((amount - discountOf(amount)) * creditShare(meter, month));
}

function credits(meter: Meter): readonly Line[] {
  const amounts: Line['amounts'] = (usage, { month }) => plain(-creditOf(meter, usage, month));
  return creditShare(meter, 0) === 0 ? [] : [{ recordType: 'Credit', amounts }];
}

/** Every fifth month AWS pays back part of the computing of one account. */
function refunds(meter: Meter): readonly Line[] {
  const { account, region } = meter.place;
  const concerned =
    account.name === 'payments-prod' &&
    region === 'ap-southeast-2' &&
    meter.service === 'Amazon Elastic Compute Cloud - Compute';
  const amounts: Line['amounts'] = ({ gross }, { month, days }) =>
    plain(month % 5 === 2 && days > 17 ? -Math.floor(gross * 0.06) : 0);
  return concerned ? [{ recordType: 'Refund', amounts }] : [];
}

/** The lines of a meter. Tax is not among them. */
export function linesOf(meter: Meter): readonly Line[] {
  if (meter.usage === 'Dollar')
    return [{ recordType: 'Support', amounts: ({ gross }) => plain(gross) }];
  const covered = { 'savings-plan': coveredBySavingsPlan, reservation: coveredByReservation };
  const commitment = meter.commitment === null ? [] : covered[meter.commitment](meter);
  return [...onDemand(meter), ...commitment, ...credits(meter), ...refunds(meter)];
}
