import { describe, expect, it } from 'vitest';
import { formatPrice } from './format-value.ts';

describe('the price of requests', () => {
  it.each([
    [0, 'USD 0.00'],
    [0.00001, 'less than USD 0.01'],
    [0.009999, 'less than USD 0.01'],
    [0.01, 'USD 0.01'],
    [0.012, 'USD 0.01'],
    [1234.5, 'USD 1,234.50'],
  ])('%s is %s', (usd, words) => {
    expect(formatPrice(usd)).toBe(words);
  });
});
