import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlapCounter, rangeOf } from './vpc-ranges.ts';

describe('rangeOf', () => {
  it.each([
    ['10.0.0.0/16', { first: 167_772_160, last: 167_837_695 }],
    ['10.0.0.77/24', { first: 167_772_160, last: 167_772_415 }],
    ['255.255.255.255/32', { first: 4_294_967_295, last: 4_294_967_295 }],
    ['0.0.0.0/0', { first: 0, last: 4_294_967_295 }],
  ])('reads %s', (cidr, range) => {
    expect(rangeOf(cidr)).toEqual(range);
  });

  it.each(['', '10.0.0.0', '10.0.0.256/24', '10.0.0.0/33', '2001:db8::/56'])(
    'refuses "%s"',
    (cidr) => {
      expect(rangeOf(cidr)).toBeNull();
    },
  );
});

describe('overlapCounter', () => {
  it('counts as a comparison of every pair does', () => {
    const range = fc
      .tuple(fc.nat(200), fc.nat(60))
      .map(([first, size]) => ({ first, last: first + size }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 30 }), (ranges) => {
        const count = overlapCounter(ranges);
        for (const one of ranges) {
          const pairs = ranges.filter(
            (other) => other.first <= one.last && other.last >= one.first,
          );
          expect(count(one)).toBe(pairs.length - 1);
        }
      }),
    );
  });
});
