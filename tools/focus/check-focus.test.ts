import { describe, expect, it } from 'vitest';
import { checkFocus, createFocusCheck, isKnownGap } from './check-focus.ts';
import type { FocusRecord } from './check-row.ts';
import { COLUMN_NAMES, FOCUS_COLUMNS } from './columns.ts';
import { conformantRow } from './test/conformant-row.ts';

/** What a check finds when one column of a conformant row is changed. */
function foundWhen(changes: FocusRecord) {
  return checkFocus([{ ...conformantRow(), ...changes }]).map(
    ({ column, rule, severity, rows }) => ({ column, rule, severity, rows }),
  );
}

const UNPRICED = {
  ConsumedQuantity: null,
  ConsumedUnit: null,
  ContractedUnitPrice: null,
  ListUnitPrice: null,
  PricingCategory: null,
  PricingQuantity: null,
  PricingUnit: null,
  SkuId: null,
  SkuPriceId: null,
};
const TAX = { ...UNPRICED, ChargeCategory: 'Tax' };
const PURCHASE = {
  ChargeCategory: 'Purchase',
  ChargeFrequency: 'One-Time',
  ConsumedQuantity: null,
  ConsumedUnit: null,
};
const COMMITTED = {
  CommitmentDiscountId: 'arn:aws:savingsplans::111122223333:savingsplan/x',
  CommitmentDiscountStatus: 'Used',
  CommitmentDiscountCategory: 'Spend',
  CommitmentDiscountType: 'Compute Savings Plan',
  CommitmentDiscountQuantity: '0.1',
  CommitmentDiscountUnit: 'USD',
};

describe('a check of FOCUS data', () => {
  it('finds nothing in a conformant row', () => {
    expect(checkFocus([conformantRow()])).toEqual([]);
  });

  it.each([
    [{ BilledCost: null }, 'BilledCost', 'null', 'must'],
    [{ ServiceName: '' }, 'ServiceName', 'null', 'must'],
    [{ ChargeFrequency: null }, 'ChargeFrequency', 'null', 'should'],
    [{ BilledCost: '1,5' }, 'BilledCost', 'type', 'must'],
    [{ BilledCost: '1e-7' }, 'BilledCost', 'type', 'must'],
    [{ BilledCost: '+1' }, 'BilledCost', 'type', 'must'],
    [{ BilledCost: Number.NaN }, 'BilledCost', 'type', 'must'],
    [{ SubAccountId: 123_456_789_012n }, 'SubAccountId', 'type', 'must'],
    [{ ChargePeriodEnd: '2026-10-03' }, 'ChargePeriodEnd', 'format', 'must'],
    [{ ChargePeriodEnd: '2026-13-01T00:00:00Z' }, 'ChargePeriodEnd', 'format', 'must'],
    [{ ChargePeriodEnd: '2026-10-03T00:00:00.000Z' }, 'ChargePeriodEnd', 'format', 'must'],
    [{ ChargeCategory: 'usage' }, 'ChargeCategory', 'value', 'must'],
    [{ BillingCurrency: 'usd' }, 'BillingCurrency', 'format', 'must'],
    [{ Tags: '["a"]' }, 'Tags', 'type', 'must'],
    [{ Tags: 'team=web' }, 'Tags', 'type', 'must'],
    [{ Tags: '{"a":{"b":1}}' }, 'Tags', 'format', 'must'],
    [{ ServiceSubcategory: 'Servers' }, 'ServiceSubcategory', 'value', 'must'],
  ])('finds %o', (changes, column, ...[rule, severity]) => {
    expect(foundWhen(changes)).toContainEqual({ column, rule, severity, rows: 1 });
  });

  it.each([
    [{ BillingPeriodEnd: '2026-10-01T00:00:00Z' }, 'BillingPeriodEnd'],
    [{ ChargePeriodEnd: '2026-09-30T00:00:00Z' }, 'ChargePeriodEnd'],
    [{ ...PURCHASE, ChargeFrequency: 'Usage-Based' }, 'ChargeFrequency'],
    [{ ServiceSubcategory: 'Relational' }, 'ServiceSubcategory'],
    [{ CommitmentDiscountStatus: 'Used' }, 'CommitmentDiscountStatus'],
    [{ CommitmentDiscountName: 'Plan' }, 'CommitmentDiscountName'],
    [{ CommitmentDiscountType: 'Savings Plan' }, 'CommitmentDiscountType'],
    [{ CommitmentDiscountCategory: 'Spend' }, 'CommitmentDiscountCategory'],
    [{ CommitmentDiscountUnit: 'Hours' }, 'CommitmentDiscountUnit'],
    [
      { CommitmentDiscountQuantity: '1', CommitmentDiscountUnit: 'USD' },
      'CommitmentDiscountQuantity',
    ],
    [{ ...PURCHASE, ConsumedQuantity: '1', ConsumedUnit: 'Hours' }, 'ConsumedQuantity'],
    [{ ...COMMITTED, CommitmentDiscountStatus: 'Unused' }, 'ConsumedQuantity'],
    [{ ...PURCHASE, ConsumedUnit: 'Hours' }, 'ConsumedUnit'],
    [{ ...TAX, PricingQuantity: '1', PricingUnit: 'Hours' }, 'PricingQuantity'],
    [{ ...TAX, PricingUnit: 'Hours' }, 'PricingUnit'],
    [{ ...TAX, PricingCategory: 'Standard' }, 'PricingCategory'],
    [{ ...TAX, ListUnitPrice: '1' }, 'ListUnitPrice'],
    [{ ...TAX, SkuPriceDetails: '{"a":1}' }, 'SkuPriceDetails'],
    [{ SubAccountId: null, SubAccountType: null }, 'SubAccountName'],
    [{ SubAccountId: null, SubAccountName: null }, 'SubAccountType'],
  ])('finds that columns do not go together: %o', (changes, column) => {
    expect(foundWhen(changes)).toEqual([{ column, rule: 'row', severity: 'must', rows: 1 }]);
  });

  it.each<readonly [FocusRecord, string]>([
    ...Object.keys(COMMITTED)
      .filter((column) => column !== 'CommitmentDiscountId')
      .map((column) => [{ ...COMMITTED, [column]: null }, column] as const),
    ...[
      'ContractedUnitPrice',
      'ListUnitPrice',
      'PricingCategory',
      'PricingUnit',
      'SkuId',
      'SkuPriceId',
      'ConsumedUnit',
      'SubAccountName',
      'SubAccountType',
    ].map((column) => [{ [column]: null }, column] as const),
    [{ PricingQuantity: null, PricingUnit: null }, 'PricingQuantity'],
    [{ ConsumedQuantity: null, ConsumedUnit: null }, 'ConsumedQuantity'],
  ])('finds values that the rest of the row asks for: %o', (changes, column) => {
    const found = foundWhen(changes).filter(({ rule }) => rule === 'null');
    expect(found).toEqual([{ column, rule: 'null', severity: 'must', rows: 1 }]);
  });

  it('asks nothing of a column whose counterpart the data lacks', () => {
    const { CommitmentDiscountQuantity: _, ...row } = conformantRow();
    const columns = COLUMN_NAMES.filter((name) => name !== 'CommitmentDiscountQuantity');
    expect(checkFocus([{ ...row, CommitmentDiscountUnit: 'USD' }], columns)).toEqual([]);
    const { ListUnitPrice: __, ...without } = conformantRow();
    const others = COLUMN_NAMES.filter((name) => name !== 'ListUnitPrice');
    expect(checkFocus([without], others)).toEqual([]);
  });

  it.each([
    [{ BilledCost: -0.5 }],
    [{ BilledCost: 12n }],
    [{ BilledCost: '1E-7' }],
    [TAX],
    [PURCHASE],
    [COMMITTED],
    [{ ...UNPRICED, ChargeClass: 'Correction' }],
    [{ Tags: '{"team":"web","cost":1,"on":true,"off":null}' }],
    [{ Tags: null, RegionId: null }],
    [{ x_RecordType: { of: 'any type' } }],
  ])('allows %o', (changes) => {
    expect(foundWhen(changes)).toEqual([]);
  });

  it('counts rows of one problem and keeps the first example, cut', () => {
    const check = createFocusCheck(COLUMN_NAMES);
    for (const value of ['x'.repeat(100), 'y']) {
      check.add({
        ...conformantRow(),
        ConsumedQuantity: null,
        ConsumedUnit: null,
        ChargeCategory: value,
      });
    }
    expect(check.problems()).toMatchObject([{ rows: 2, example: 'x'.repeat(60) }]);
  });

  it('finds columns that are missing, misnamed or out of order', () => {
    const columns = FOCUS_COLUMNS.map(({ name }) => name).filter(
      (name) => !['BilledCost', 'InvoiceId', 'SkuId'].includes(name),
    );
    expect(checkFocus([], [...columns, 'x_Own', 'Region', 'ServiceCode'])).toMatchObject([
      { column: 'BilledCost', rule: 'missing', severity: 'must' },
      { column: 'InvoiceId', rule: 'missing', severity: 'should' },
      { column: 'Region', rule: 'name', severity: 'must' },
      { column: 'ServiceCode', rule: 'name', severity: 'must' },
      { column: 'x_Own', rule: 'order', severity: 'should' },
    ]);
    expect(checkFocus([], COLUMN_NAMES)).toEqual([]);
    expect(checkFocus([], ['x_Own', ...columns])).toContainEqual(
      expect.objectContaining({ column: 'x_Own', rule: 'order' }),
    );
  });

  it('knows which gaps Cost Explorer leaves', () => {
    const [gap] = checkFocus([{ ...conformantRow(), ListCost: null }]);
    const [fault] = checkFocus([{ ...conformantRow(), ServiceName: null }]);
    expect([gap, fault].map((problem) => problem && isKnownGap(problem))).toEqual([true, false]);
  });
});
