import type { NetCostLine } from '../aws/billing-reader.ts';
import { type ExactAmount, exactAmount } from '../aws/exact-amount.ts';
import { decimalText } from './decimal-text.ts';
import type { FocusRow } from './focus-row.ts';

/** What a month comes to in one currency. Amounts are exact decimal text. */
export interface FocusTotal {
  /** `YYYY-MM` */
  readonly month: string;
  readonly currency: string;
  readonly rows: number;
  readonly billedCost: string;
  readonly effectiveCost: string;
  /** Cost Explorer's own net unblended and net amortized totals. */
  readonly netUnblendedCost: string;
  readonly netAmortizedCost: string;
  /** True when both sums are Cost Explorer's own, to the last digit. */
  readonly agrees: boolean;
}

interface Sums {
  readonly month: string;
  readonly currency: string;
  rows: number;
  billed: ExactAmount;
  effective: ExactAmount;
  netUnblended: ExactAmount;
  netAmortized: ExactAmount;
}

/** Adds rows up and sets them beside the bill's own sums (lines grouped by RECORD_TYPE). */
export function focusTotals(
  rows: readonly FocusRow[],
  control: readonly NetCostLine[],
): readonly FocusTotal[] {
  const sums = new Map<string, Sums>();
  for (const row of rows) {
    const sum = sumOf(
      sums,
      textOf(row, 'BillingPeriodStart').slice(0, 7),
      textOf(row, 'BillingCurrency'),
    );
    sum.rows += 1;
    sum.billed += exactAmount(textOf(row, 'BilledCost'));
    sum.effective += exactAmount(textOf(row, 'EffectiveCost'));
  }
  for (const { start, currency, billed, effective } of control) {
    const sum = sumOf(sums, start.slice(0, 7), currency);
    sum.netUnblended += billed;
    sum.netAmortized += effective;
  }
  return [...sums.values()].map(toTotal).toSorted((a, b) => (a.month < b.month ? -1 : 1));
}

function sumOf(sums: Map<string, Sums>, month: string, currency: string): Sums {
  const key = `${month} ${currency}`;
  const nothing = { rows: 0, billed: 0n, effective: 0n, netUnblended: 0n, netAmortized: 0n };
  const sum = sums.get(key) ?? { month, currency, ...nothing };
  sums.set(key, sum);
  return sum;
}

function toTotal(sum: Sums): FocusTotal {
  const { month, currency, rows, billed, effective, netUnblended, netAmortized } = sum;
  return {
    month,
    currency,
    rows,
    billedCost: decimalText(billed),
    effectiveCost: decimalText(effective),
    netUnblendedCost: decimalText(netUnblended),
    netAmortizedCost: decimalText(netAmortized),
    agrees: billed === netUnblended && effective === netAmortized,
  };
}

function textOf(row: FocusRow, column: string): string {
  return String(row[column]);
}
