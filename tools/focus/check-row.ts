import { SUBCATEGORIES } from './services.ts';

/** A row by column name, from whatever source. */
export type FocusRecord = Readonly<Record<string, unknown>>;

/** A rule over several columns of a row. */
export interface RowRule {
  /** The column that the problem is told of. */
  readonly column: string;
  readonly message: string;
  /** `null` for a value that the rest of the row asks for; `row` unless given. */
  readonly rule?: 'row' | 'null';
  readonly breaks: (row: FocusRecord) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** An empty text is no value; that it is not null is told of its column. */
const hasValue = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

const isCommitted = (row: FocusRecord): boolean => hasValue(row['CommitmentDiscountId']);

const isCorrection = (row: FocusRecord): boolean => row['ChargeClass'] === 'Correction';

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
    breaks: (row) => hasValue(row['CommitmentDiscountStatus']) && !isCommitted(row),
  },
  {
    column: 'CommitmentDiscountCategory',
    message: 'must be null without a CommitmentDiscountId',
    breaks: (row) => hasValue(row['CommitmentDiscountCategory']) && !isCommitted(row),
  },
  {
    column: 'CommitmentDiscountUnit',
    message: 'must be null without a CommitmentDiscountId',
    breaks: (row) => hasValue(row['CommitmentDiscountUnit']) && !isCommitted(row),
  },
  {
    column: 'CommitmentDiscountStatus',
    rule: 'null',
    message: 'must not be null for Usage with a CommitmentDiscountId',
    breaks: (row) =>
      isCommitted(row) &&
      row['ChargeCategory'] === 'Usage' &&
      !hasValue(row['CommitmentDiscountStatus']),
  },
  {
    column: 'CommitmentDiscountCategory',
    rule: 'null',
    message: 'must not be null with a CommitmentDiscountId',
    breaks: (row) => isCommitted(row) && !hasValue(row['CommitmentDiscountCategory']),
  },
  {
    column: 'CommitmentDiscountUnit',
    rule: 'null',
    message: 'must not be null with a CommitmentDiscountId, unless it is a Correction',
    breaks: (row) =>
      isCommitted(row) && !isCorrection(row) && !hasValue(row['CommitmentDiscountUnit']),
  },
  {
    column: 'PricingUnit',
    rule: 'null',
    message: 'must not be null for Usage and Purchase, unless it is a Correction',
    breaks: (row) =>
      (row['ChargeCategory'] === 'Usage' || row['ChargeCategory'] === 'Purchase') &&
      !isCorrection(row) &&
      !hasValue(row['PricingUnit']),
  },
  {
    column: 'PricingUnit',
    message: 'must be null for Tax',
    breaks: (row) => row['ChargeCategory'] === 'Tax' && hasValue(row['PricingUnit']),
  },
  {
    column: 'SubAccountName',
    message: 'must be null without a SubAccountId',
    breaks: (row) => isText(row['SubAccountName']) && !isText(row['SubAccountId']),
  },
];
