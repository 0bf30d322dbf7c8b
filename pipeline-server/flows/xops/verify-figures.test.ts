import { describe, expect, it } from 'vitest';
import { fakeRecommendation, fakeResult } from '../../test/fake-analyzers.ts';
import { explain, traceFigures } from './explain.ts';
import { untracedFigures } from './verify-figures.ts';

const result = fakeResult(3, { total: 23 });
const source = { results: [result], recommendations: [fakeRecommendation(1)] };

describe('untracedFigures', () => {
  it.each([
    'It saves USD 4,321.50 a month.',
    'It saves USD 4,322 a month.',
    'Option 1 saves USD 1,234.50, which is 2.1 % of the bill.',
    '23 findings in 2 accounts; 13 of 14 accounts seen.',
    'Account 111111111111 has i-0 of type t3.large as of 2026-11-22.',
    'Nothing to count.',
  ])('traces %j', (text) => {
    expect(untracedFigures(text, source)).toEqual([]);
  });

  it.each([
    ['an invented amount', 'It saves USD 9,999.00 a month.', ['9,999.00']],
    ['an amount off by a cent', 'It saves USD 4,321.51 a month.', ['4,321.51']],
    ['a count sold as money', 'It saves USD 23 a month.', ['23']],
    ['an invented count', '77 findings', ['77']],
    ['a number near a value', '24 findings', ['24']],
    ['an invented share', '3.7 % of the bill', ['3.7']],
  ])('catches %s', (_, text, expected) => {
    expect(untracedFigures(text, source)).toEqual(expected);
  });
});

describe('explain', () => {
  it('replaces a statement whose figure no result gives', () => {
    const invented = { title: 'Idle', text: ['saves USD 1.00'] };
    expect(traceFigures([invented], source)).toEqual({
      statements: [{ title: 'Idle', text: ['Idle: see the table'] }],
      untraced: ['1.00'],
    });
  });

  it('traces a number that rounds to a whole one', () => {
    const headlines = [{ label: 'GB', value: 999.999, kind: 'number' as const, source: 'config' }];
    const sentence = [{ value: 999.999, kind: 'number' as const }, ' GB'];
    const gigabytes = { results: [fakeResult(1, { headlines, sentence })], recommendations: [] };
    const { statements, untraced } = explain(gigabytes, { currencyDecimals: 2 });
    expect(statements[0]?.text).toEqual(['1,000', ' GB']);
    expect(untraced).toEqual([]);
  });

  it('takes no figure from the sentence itself', () => {
    const sentence = ['It saves ', { value: 7.77, kind: 'money' as const, currency: 'USD' }];
    const invented = { results: [fakeResult(1, { sentence })], recommendations: [] };
    expect(explain(invented, { currencyDecimals: 2 }).untraced).toEqual(['7.77']);
  });

  it.each([0, 2, 4])('traces its own statements at %i decimals', (currencyDecimals) => {
    expect(explain(source, { currencyDecimals }).untraced).toEqual([]);
  });
});
