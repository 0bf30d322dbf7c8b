import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSheetNames } from './sheet-names.ts';

it('keeps titles that Excel takes, and numbers those that repeat', () => {
  const nameOf = createSheetNames(['Coverage']);
  expect(['Cost', 'cost', 'Coverage', 'A/B: [c]*?', '', "'=x'"].map(nameOf)).toEqual([
    'Cost',
    'cost (2)',
    'Coverage (2)',
    'A B   c',
    'Analysis',
    'x',
  ]);
});

it('makes names that Excel takes out of any titles', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (titles) => {
      const names = titles.map(createSheetNames(['Summary']));
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const name of names) {
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).toMatch(/^[^[\]:*?/\\]+$/);
        expect(name).not.toMatch(/^'|'$|^\s|\s$/);
      }
    }),
  );
});
