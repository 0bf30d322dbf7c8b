import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactAmount } from '../aws/exact-amount.ts';
import { COLUMN_NAMES, FOCUS_COLUMNS, focusColumn } from './columns.ts';
import { decimalText } from './decimal-text.ts';
import { focusMonths } from './focus-months.ts';
import { createIssuers } from './issuers.ts';
import { classifyRecordTypes } from './record-types.ts';
import { classifyService, SUBCATEGORIES } from './services.ts';

describe('the columns of FOCUS 1.2', () => {
  it('are 57, in alphabetical order, ours behind them', () => {
    const names = FOCUS_COLUMNS.map(({ name }) => name);
    expect(names).toHaveLength(57);
    expect(names).toEqual([...new Set(names)].toSorted());
    expect(COLUMN_NAMES.slice(57).every((name) => name.startsWith('x_'))).toBe(true);
  });

  it('carry the constraints of the specification', () => {
    const of = (level: string) => FOCUS_COLUMNS.filter((column) => column.level === level).length;
    expect([of('mandatory'), of('conditional'), of('recommended')]).toEqual([21, 32, 4]);
    expect(focusColumn('ListCost')).toMatchObject({ nullable: false, costExplorer: 'none' });
    expect(focusColumn('ServiceCategory')?.allowed).toEqual(
      [...SUBCATEGORIES.keys()].toSorted(byList),
    );
    expect(focusColumn('Region')).toBeNull();
  });
});

const LIST = focusColumn('ServiceCategory')?.allowed ?? [];
const byList = (a: string, b: string) => LIST.indexOf(a) - LIST.indexOf(b);

describe('services', () => {
  it.each([
    ['Amazon Elastic Compute Cloud - Compute', 'Compute', 'Virtual Machines'],
    ['AmazonCloudWatch', 'Management and Governance', 'Observability'],
    ['Amazon Bedrock', 'AI and Machine Learning', 'Generative AI'],
    ['Tax', 'Other', 'Other (Other)'],
    ['A service of next year', 'Other', 'Other (Other)'],
    ['constructor', 'Other', 'Other (Other)'],
  ])('%s is %s, %s', (name, category, subcategory) => {
    expect(classifyService(name)).toEqual({ category, subcategory });
  });
});

describe('record types', () => {
  it('fall into classes; what is unknown is an adjustment', () => {
    const found = classifyRecordTypes([
      'Usage',
      'Tax',
      'SavingsPlanNegation',
      'Savings Plan Covered Usage',
      'Some new discount',
      'Refund',
      'Usage',
    ]);
    expect(found.map(({ recordClass, recordTypes }) => [recordClass.name, recordTypes])).toEqual([
      ['usage', ['Usage']],
      ['covered usage', ['Savings Plan Covered Usage', 'SavingsPlanNegation']],
      ['tax', ['Tax']],
      ['adjustments', ['Refund', 'Some new discount']],
    ]);
  });

  it('give no class without any', () => {
    expect(classifyRecordTypes([])).toEqual([]);
  });
});

describe('issuers', () => {
  const line = (service: string, entity: string) => ({
    start: '2026-10-01',
    end: '2026-11-01',
    estimated: false,
    keys: [service, entity],
    billed: 1n,
    effective: 1n,
    currency: 'USD',
    quantity: null,
    quantityUnit: null,
  });

  it('are named where there is one, and left out where there are none or several', () => {
    const issuers = createIssuers([
      line('AWS Lambda', 'Amazon Web Services EMEA SARL'),
      line('AWS Lambda', 'Amazon Web Services EMEA SARL'),
      line('Telescope', 'Telescope Ltd'),
      line('Tax', 'Telescope Ltd'),
      line('Tax', 'Amazon Web Services EMEA SARL'),
      line('Amazon S3', 'NoLegalEntityName'),
    ]);
    expect(issuers.of('AWS Lambda')).toEqual({
      issuer: 'Amazon Web Services EMEA SARL',
      publisher: 'AWS',
    });
    expect(issuers.of('Telescope')).toEqual({
      issuer: 'Telescope Ltd',
      publisher: 'Telescope Ltd',
    });
    for (const service of ['Tax', 'Amazon S3', 'Unheard of']) {
      expect(issuers.of(service)).toEqual({ issuer: null, publisher: null });
    }
  });
});

describe('decimal text', () => {
  it.each([
    ['0', '0'],
    ['-0.50', '-0.5'],
    ['12.3456789012', '12.3456789012'],
    ['1.2E-7', '0.00000012'],
    ['100', '100'],
    ['-0.000000000001', '-0.000000000001'],
  ])('of %s is %s', (text, expected) => {
    expect(decimalText(exactAmount(text))).toBe(expected);
  });

  it('is the amount again, without exponent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (amount) => {
        expect(decimalText(amount)).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(exactAmount(decimalText(amount))).toBe(amount);
      }),
    );
  });
});

describe('months', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  const read = (month: string | null, count = 1) => focusMonths({ month, count, now });

  it.each([
    [null, 1, '2026-10-01', '2026-11-01', 'Oct 2026'],
    ['2026-11', 1, '2026-11-01', '2026-11-23', 'Nov 2026'],
    ['2026-02', 3, '2025-12-01', '2026-03-01', 'Dec 2025 to Feb 2026'],
  ])('%s and %i in all', (month, count, ...[start, end, label]) => {
    expect(read(month, count)).toEqual({ start, end, label });
  });

  it.each([
    ['2026-13', 1, 'written YYYY-MM'],
    ['October', 1, 'written YYYY-MM'],
    ['2026-12', 1, 'no billed day yet'],
    ['2026-10', 0, '1 to 38'],
    ['2026-10', 39, '1 to 38'],
    ['2026-10', 1.5, '1 to 38'],
  ])('refuses %s and %f in all', (month, count, words) => {
    expect(() => read(month, count)).toThrow(words);
  });

  it('has nothing of a month on its first day', () => {
    const first = { month: '2026-11', count: 1, now: new Date('2026-11-01T05:00:00Z') };
    expect(() => focusMonths(first)).toThrow('Nov 2026 has no billed day yet');
  });
});
