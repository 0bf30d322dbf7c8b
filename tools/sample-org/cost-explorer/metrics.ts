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

/** A number of millionths as decimal text, exact. */
export function decimalText(millionths: number): string {
  const digits = String(Math.abs(millionths)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  const sign = millionths < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Amount and unit as answers spell them; `unit` is that of the quantity. */
export function metricShape(amounts: Amounts, { member }: Metric, unit: string) {
  return { Amount: decimalText(amounts[member]), Unit: member === 'quantity' ? unit : 'USD' };
}
