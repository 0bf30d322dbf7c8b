import type { Amounts } from '../world/costs/charge-lines.ts';
import { refuse } from './refuse.ts';

/** Metrics by Cost Explorer's names. Blended rates equal the unblended ones here: one price for all accounts. */
const METRICS: Readonly<Record<string, keyof Amounts>> = {
  AmortizedCost: 'amortized',
  BlendedCost: 'unblended',
  NetAmortizedCost: 'netAmortized',
  NetUnblendedCost: 'netUnblended',
  UnblendedCost: 'unblended',
  UsageQuantity: 'quantity',
  NormalizedUsageAmount: 'quantity',
};

/** A metric that was asked for. */
export interface Metric {
  readonly name: string;
  readonly member: keyof Amounts;
}

/** Finds a metric by its name, `UnblendedCost` or `UNBLENDED_COST`. @throws AwsError `ValidationException` */
export function readMetric(name: string): Metric {
  const wanted = name.replaceAll('_', '').toLowerCase();
  const found = Object.entries(METRICS).find(([known]) => known.toLowerCase() === wanted);
  if (found !== undefined) return { name: found[0], member: found[1] };
  throw refuse(
    `${name} is not a valid metric. Valid metrics are: ${Object.keys(METRICS).join(', ')}.`,
  );
}

/** A number of millionths (or of `10 ** -decimals`) as decimal text, exact. */
export function decimalText(value: number, decimals = 6): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  const sign = value < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A quantity, kept in thousandths, as decimal text. */
export function quantityText(quantity: number): string {
  return decimalText(quantity, 3);
}

/** A sum's amount of a metric as decimal text. */
export function amountText(amount: number, { member }: Metric): string {
  return member === 'quantity' ? quantityText(amount) : decimalText(amount);
}

/** Amount and unit as answers spell them; `unit` is that of the quantity. */
export function metricShape(amounts: Amounts, metric: Metric, unit: string) {
  const { member } = metric;
  return {
    Amount: amountText(amounts[member], metric),
    Unit: member === 'quantity' ? unit : 'USD',
  };
}
