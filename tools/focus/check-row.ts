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

const isUsage = (row: FocusRecord): boolean => row['ChargeCategory'] === 'Usage';

/** What somebody pays a price for; corrections of it may leave out what they do not correct. */
const isPriced = (row: FocusRecord): boolean =>
  (isUsage(row) || row['ChargeCategory'] === 'Purchase') && !isCorrection(row);

/** True when both are times, and the second is not after the first; times of one format sort as text. */
function endsTooSoon(start: unknown, end: unknown): boolean {
  return isText(start) && isText(end) && end <= start;
}

/** When a column has to be null, and when it must not be; both in words too. */
interface Nullability {
  readonly column: string;
  /** Columns that say when. Where the data lacks one of them, nothing is asked of this one. */
  readonly by: readonly string[];
  readonly nullWhen?: readonly [words: string, when: (row: FocusRecord) => boolean];
  readonly valueWhen?: readonly [words: string, when: (row: FocusRecord) => boolean];
}

/** Both have a value, or neither has. */
function together(column: string, other: string): Nullability {
  return {
    column,
    by: [other],
    nullWhen: [`without a ${other}`, (row) => !hasValue(row[other])],
    valueWhen: [`with a ${other}`, (row) => hasValue(row[other])],
  };
}

/** Has no value without the other, and need not have one with it. */
function onlyWith(column: string, other: string): Nullability {
  const { by, nullWhen } = together(column, other);
  return { column, by, ...(nullWhen === undefined ? {} : { nullWhen }) };
}

function ofPrices(column: string): Nullability {
  return {
    column,
    by: ['ChargeCategory'],
    nullWhen: ['for Tax', (row) => row['ChargeCategory'] === 'Tax'],
    valueWhen: ['for Usage and Purchase, unless it is a Correction', isPriced],
  };
}

const isConsumed = (row: FocusRecord): boolean =>
  isUsage(row) && row['CommitmentDiscountStatus'] !== 'Unused';

const isCommittedCharge = (row: FocusRecord): boolean =>
  isCommitted(row) && (isUsage(row) || row['ChargeCategory'] === 'Purchase');

const NULLABILITY: readonly Nullability[] = [
  together('CommitmentDiscountCategory', 'CommitmentDiscountId'),
  onlyWith('CommitmentDiscountName', 'CommitmentDiscountId'),
  {
    column: 'CommitmentDiscountQuantity',
    by: ['CommitmentDiscountId', 'ChargeCategory'],
    nullWhen: [
      'but for Usage and Purchase with a CommitmentDiscountId',
      (row) => !isCommittedCharge(row),
    ],
    valueWhen: [
      'for Usage and Purchase with a CommitmentDiscountId, unless it is a Correction',
      (row) => isCommittedCharge(row) && !isCorrection(row),
    ],
  },
  {
    ...onlyWith('CommitmentDiscountStatus', 'CommitmentDiscountId'),
    valueWhen: ['for Usage with a CommitmentDiscountId', (row) => isUsage(row) && isCommitted(row)],
  },
  together('CommitmentDiscountType', 'CommitmentDiscountId'),
  together('CommitmentDiscountUnit', 'CommitmentDiscountQuantity'),
  {
    column: 'ConsumedQuantity',
    by: ['ChargeCategory'],
    nullWhen: ['but for Usage that is not Unused', (row) => !isConsumed(row)],
    valueWhen: [
      'for Usage that is not Unused, unless it is a Correction',
      (row) => isConsumed(row) && !isCorrection(row),
    ],
  },
  together('ConsumedUnit', 'ConsumedQuantity'),
  ofPrices('ContractedUnitPrice'),
  ofPrices('ListUnitPrice'),
  ofPrices('PricingCategory'),
  ofPrices('PricingQuantity'),
  together('PricingUnit', 'PricingQuantity'),
  ofPrices('SkuId'),
  onlyWith('SkuPriceDetails', 'SkuPriceId'),
  ofPrices('SkuPriceId'),
  together('SubAccountName', 'SubAccountId'),
  together('SubAccountType', 'SubAccountId'),
];

function rulesOf({ column, by, nullWhen, valueWhen }: Nullability): readonly RowRule[] {
  const told = (row: FocusRecord) => [column, ...by].every((name) => Object.hasOwn(row, name));
  const rules: RowRule[] = [];
  if (nullWhen !== undefined) {
    const [words, when] = nullWhen;
    const breaks = (row: FocusRecord) => told(row) && when(row) && hasValue(row[column]);
    rules.push({ column, message: `must be null ${words}`, breaks });
  }
  if (valueWhen !== undefined) {
    const [words, when] = valueWhen;
    const breaks = (row: FocusRecord) => told(row) && when(row) && !hasValue(row[column]);
    rules.push({ column, rule: 'null', message: `must not be null ${words}`, breaks });
  }
  return rules;
}

/** Rules of version 1.2 that tie columns together (specification tag v1.2, the columns' normative requirements). */
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
  ...NULLABILITY.flatMap(rulesOf),
];
