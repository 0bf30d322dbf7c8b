import { SUBCATEGORIES } from './services.ts';

/** A row by column name, from whatever source. */
export type FocusRecord = Readonly<Record<string, unknown>>;

/** A rule over several columns of a row. */
export interface RowRule {
  /** The column that the problem is told of. */
  readonly column: string;
  readonly message: string;
  readonly breaks: (row: FocusRecord) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** True when both are times, and the second is not after the first; times of one format sort as text. */
function endsTooSoon(start: unknown, end: unknown): boolean {
  return isText(start) && isText(end) && end <= start;
}

/** The specification's rules that tie columns together. */
export const ROW_RULES: readonly RowRule[] = [
  {
    column: 'BillingPeriodEnd',
    message: 'must be after BillingPeriodStart',
    breaks: (row) => endsTooSoon(row['BillingPeriodStart'], row['BillingPeriodEnd']),
  },
  {
    column: 'ChargePeriodEnd',
    message: 'must be after ChargePeriodStart',
    breaks: (row) => endsTooSoon(row['ChargePeriodStart'], row['ChargePeriodEnd']),
  },
  {
    column: 'ChargeFrequency',
    message: 'must not be Usage-Based for a Purchase',
    breaks: (row) =>
      row['ChargeCategory'] === 'Purchase' && row['ChargeFrequency'] === 'Usage-Based',
  },
  {
    column: 'ServiceSubcategory',
    message: 'must belong to the ServiceCategory',
    breaks(row) {
      const { ServiceCategory: category, ServiceSubcategory: subcategory } = row;
      if (!isText(category) || !isText(subcategory)) return false;
      return SUBCATEGORIES.get(category)?.includes(subcategory) === false;
    },
  },
  {
    column: 'CommitmentDiscountStatus',
    message: 'must be null without a CommitmentDiscountId',
    breaks: (row) =>
      isText(row['CommitmentDiscountStatus']) && !isText(row['CommitmentDiscountId']),
  },
  {
    column: 'SubAccountName',
    message: 'must be null without a SubAccountId',
    breaks: (row) => isText(row['SubAccountName']) && !isText(row['SubAccountId']),
  },
];
