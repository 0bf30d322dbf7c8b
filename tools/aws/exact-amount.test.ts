import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactAmount, exactNumber, ratioOf, roundedAmount } from './exact-amount.ts';

const sum = (texts: readonly string[]) =>
  texts.reduce((total, text) => total + exactAmount(text), 0n);

describe('exact amounts', () => {
  it('adds what binary numbers cannot', () => {
    expect(roundedAmount(sum(['0.1', '0.2']), 12)).toBe(0.3);
    expect(roundedAmount(sum(Array.from({ length: 1_000 }, () => '0.0000000001')), 12)).toBe(1e-7);
  });

  it.each([
    ['12.345', 12.35],
    ['-12.345', -12.35],
    ['1.005', 1.01],
    ['0.004999999999', 0],
    ['1.2E-7', 0],
    ['5e3', 5000],
    ['1234567890123.99', 1234567890123.99],
  ])('rounds %s once, to %d', (...[text, rounded]) => {
    expect(roundedAmount(exactAmount(text))).toBe(rounded);
  });

  it.each(['', 'USD', '1,000', '1.', '0x10', 'NaN', '1e999'])('refuses %j', (text) => {
    expect(() => exactAmount(text)).toThrow(RangeError);
  });

  it('does not depend on the order of the parts', () => {
    const cents = fc
      .integer({ min: -1_000_000, max: 1_000_000 })
      .map((value) => (value / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(cents), (parts) => {
        expect(sum(parts)).toBe(sum(parts.toReversed()));
      }),
    );
  });

  it('has no ratio to nothing', () => {
    expect(ratioOf(exactNumber(1), 0n)).toBeNull();
    expect(ratioOf(exactNumber(1), exactNumber(4))).toBe(0.25);
  });
});
