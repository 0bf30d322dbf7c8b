import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTimeOf } from '../../../test/cpu-time.ts';
import { formatMoney, formatNumber, formatPercent } from '../format-value.ts';
import { createWordsCheck, STRUCK } from './check-words.ts';

const EVIDENCE = `3 idle EC2 instances; stopping them saves USD 4,321.50 a month
Instance | Account | Type | Saving per month | CPU
i-0abc | payments-prod (111111111111) | t3.large | USD 1,000.50 | 2.6 %
i-7 | web-dev (222222222222) | m5.8xlarge | USD 999.50 | -12.5 %
13 of 14 accounts, data as of 2026-11-22 03:00 UTC, period last quarter (Jul–Sep 2026)
AUD 70.00; 2,300 volumes; half of the fleet; 45 days; 10.0.0.1`;

const check = createWordsCheck(EVIDENCE);

describe('words of a model', () => {
  it.each([
    'Stopping the 3 idle instances saves USD 4,321.50 a month.',
    'That is about USD 4,322, or USD 4.3k.',
    'Three EC2 instances in 13 of 14 accounts are idle; the S3 and IPv4 parts are not meant.',
    'It costs $999.50 and AUD 70.',
    'i-0abc in 111111111111 is a t3.large with 2.6 % or 3 percent of CPU.',
    'The load fell by 12.5 %, written -12.5 %.',
    'As of 2026-11-22 03:00, that is 22 November 2026, or November 22, 2026, or November 2026.',
    'In September 2026, two thousand three hundred volumes, 2.3k volumes, half of the fleet.',
    'From USD 1,000.50 to 999.50 within 45 days, a 45-day window in 2026.',
    'One of them is 10.0.0.1, as one can see; double-check it first.',
    'Nothing to count.',
  ])('lets %j be', (text) => {
    expect(check(text)).toEqual({ text, struck: 0 });
  });

  it.each([
    ['an invented amount', 'It saves USD 9,999.00.', `It saves ${STRUCK}.`],
    ['an amount off by a cent', 'It saves USD 4,321.51.', `It saves ${STRUCK}.`],
    ['an amount in another currency', 'It saves EUR 4,321.50.', `It saves ${STRUCK}.`],
    ['a sign of money', 'It saves £4.', `It saves ${STRUCK}.`],
    ['a count sold as money', '3 dollars', STRUCK],
    ['money sold as a count', '70 instances', `${STRUCK} instances`],
    ['a count sold as a share', '14 % of them', `${STRUCK} of them`],
    ['a share sold as a count', '12.6 of them', `${STRUCK} of them`],
    ['a count near a value', '4 instances', `${STRUCK} instances`],
    ['a coarse rounding', 'USD 0 million', STRUCK],
    ['a rounding too coarse', 'USD 4k', STRUCK],
    ['a scale', 'USD 4,321.50 million', STRUCK],
    ['a number in words', 'seventy-seven instances', `${STRUCK} instances`],
    ['money in words', 'two thousand dollars', STRUCK],
    ['a ratio in words', 'costs doubled', `costs ${STRUCK}`],
    ['a factor', 'grew 3x', `grew ${STRUCK}`],
    ['a factor before', 'grew x3', `grew ${STRUCK}`],
    ['a sign that is not there', 'fell by -2.6 %', `fell by ${STRUCK}`],
    ['an id', 'i-0abd is idle', `${STRUCK} is idle`],
    ['a part of an id', 'i-0ab is idle', `${STRUCK} is idle`],
    ['an account', 'account 333333333333', `account ${STRUCK}`],
    ['a date', 'since 2026-11-21', `since ${STRUCK}`],
    ['a written date', 'since 21 November 2026', `since ${STRUCK}`],
    ['an address', '10.0.0.2', STRUCK],
    ['digits of other scripts', 'it saves USD ٤٢ or ４２', `it saves USD ${STRUCK} or ${STRUCK}`],
    ['digits split by what nobody sees', '4\u200b2 instances', `${STRUCK} instances`],
    ['digits split by marks', '1\u0332' + '0\u0332' + '0\u0332 instances', `${STRUCK} instances`],
    ['a magnitude', 'hundreds of thousands of dollars', `${STRUCK} of ${STRUCK} of dollars`],
    ['money written with words', 'USD four thousand', STRUCK],
    ['a fraction', '½ of it', `${STRUCK}⁄${STRUCK} of it`],
    ['European decimals', 'USD 4.321,50', `${STRUCK},${STRUCK}`],
  ])('strikes %s', (_, text, expected) => {
    const checked = check(text);
    expect(checked.text).toBe(expected);
    expect(checked.struck).toBeGreaterThan(0);
  });

  const filler = fc.constantFrom('saves', 'a month', '(idle)', 'and', 'EC2', 'of the bill,', '–');
  const value = fc.double({ min: 0, max: 1e7, noNaN: true });
  const given = fc.oneof(
    value.map((amount) => formatMoney({ amount, currency: 'USD' }, { currencyDecimals: 2 })),
    value.map((each) => formatPercent(each % 100)),
    fc.nat(100_000).map((each) => formatNumber(each)),
    fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
    fc.bigInt(100_000_000_000n, 999_999_999_999n).map(String),
  );

  it('never strikes what it was given', () => {
    const sentences = fc.array(fc.oneof(filler, given), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sentences, (words) => {
        const text = words.join(' ');
        expect(createWordsCheck(words.join('\n'))(text)).toEqual({ text, struck: 0 });
      }),
    );
  });

  const forms: readonly ((value: number) => string)[] = [
    (each) => `USD ${formatNumber(each)}`,
    (each) => `$${each}`,
    (each) => `${each} dollars`,
    (each) => `${each} %`,
    (each) => `${each}percent`,
    (each) => formatNumber(each),
    (each) => `${each}-day`,
    (each) => `${each}GB`,
    (each) => `${each}x`,
    (each) => `${each} million`,
    (each) => `(${each})`,
    (each) => `i-${each}`,
  ];

  it('strikes every figure that it was not given, however it is written', () => {
    const lie = fc.tuple(fc.constantFrom(...forms), fc.integer({ min: 5_000_000, max: 9_000_000 }));
    const place = fc.tuple(fc.array(filler, { maxLength: 4 }), fc.array(filler, { maxLength: 4 }));
    fc.assert(
      fc.property(lie, place, ([form, number], [before, after]) => {
        const text = [...before, form(number), ...after].join(' ');
        const checked = check(text);
        expect(checked.struck).toBe(1);
        expect(checked.text).not.toMatch(new RegExp(`${number}|${formatNumber(number)}`));
      }),
    );
  });

  it('finds nothing more in what it has checked, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const once = check(text).text;
        expect(check(once)).toEqual({ text: once, struck: 0 });
      }),
    );
  });

  it('takes time in proportion to the length of a text', () => {
    const texts = ['a.', '1,', 'one ', '-', '1.2.', 'USD ', 'a-1/'].map((unit) =>
      unit.repeat(2_000),
    );
    expect(cpuTimeOf(() => texts.map((text) => check(text)))).toBeLessThan(2_000);
  });
});
