import { expect, test } from 'vitest';
import { figureTable, isMet } from './figures.ts';

test('an aim is met at its lower bound and missed at its upper one', () => {
  expect(isMet({ name: 'ratio', value: 0.6, unit: 'x', aim: { atLeast: 0.6 } })).toBe(true);
  expect(isMet({ name: 'ratio', value: 0.59, unit: 'x', aim: { atLeast: 0.6 } })).toBe(false);
  expect(isMet({ name: 'start', value: 2, unit: 's', aim: { below: 2 } })).toBe(false);
  expect(isMet({ name: 'memory', value: 80, unit: 'MiB' })).toBeNull();
});

test('a figure that was not measured misses its aim', () => {
  expect(isMet({ name: 'ratio', value: Number.NaN, unit: 'x', aim: { atLeast: 0.6 } })).toBe(false);
});

test('the table shows value, aim and verdict of each figure', () => {
  const table = figureTable([
    { name: 'filter', value: 0.7123, unit: 'x', aim: { atLeast: 0.6 }, note: 'no-op filter' },
    { name: 'memory', value: 123.4, unit: 'MiB' },
  ]);
  expect(table).toMatch(/filter.*0\.71 x.*>= 0\.6 x.*yes.*no-op filter/);
  expect(table).toMatch(/memory.*123 MiB/);
});
