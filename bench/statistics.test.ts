import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test('percentiles are samples, by nearest rank, whatever the order', () => {
  const samples = [50, 10, 40, 20, 30];
  expect(percentile(samples, 0)).toBe(10);
  expect(percentile(samples, 0.5)).toBe(30);
  expect(percentile(samples, 0.99)).toBe(50);
  expect(percentile(samples, 1)).toBe(50);
  expect(samples).toEqual([50, 10, 40, 20, 30]);
});

test('numbers are compared as numbers', () => {
  expect(median([9, 10, 100])).toBe(10);
});

test('one sample is every percentile, and none is not a number', () => {
  expect(percentile([7], 0.95)).toBe(7);
  expect(median([])).toBeNaN();
});
