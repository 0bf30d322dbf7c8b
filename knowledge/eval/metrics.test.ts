import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrap } from './interval.ts';
import { normalisedGain, recall, reciprocalRank } from './metrics.ts';

const IDS = fc.uniqueArray(fc.constantFrom(...'abcdefghijkl'.split('')), { maxLength: 12 });
const ANSWERS = fc.uniqueArray(fc.constantFrom(...'abcdef'.split('')), {
  minLength: 1,
  maxLength: 4,
});

describe('the metrics', () => {
  it('are those of the textbook', () => {
    expect(normalisedGain(['x', 'a'], ['a'], 10)).toBeCloseTo(1 / Math.log2(3), 10);
    const ideal = 2 + 1 / Math.log2(3);
    expect(normalisedGain(['b', 'a'], ['a', 'b'], 10)).toBeCloseTo((1 + 2 / Math.log2(3)) / ideal);
    expect(recall(['x', 'b', 'y', 'z', 'w', 'a'], ['a', 'b'], 5)).toBe(0.5);
    expect(reciprocalRank(['x', 'y', 'a'], ['a', 'b'])).toBeCloseTo(1 / 3);
    expect([
      normalisedGain([], ['a'], 10),
      recall([], ['a'], 5),
      reciprocalRank([], ['a']),
    ]).toEqual([0, 0, 0]);
  });

  it('lie between 0 and 1, and are 1 for the ideal order', () => {
    fc.assert(
      fc.property(IDS, ANSWERS, (ranked, answers) => {
        const values = [
          normalisedGain(ranked, answers, 10),
          recall(ranked, answers, 5),
          reciprocalRank(ranked, answers),
        ];
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(normalisedGain(answers, answers, 10)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('do not look behind the cut', () => {
    const late = [...'0123456789'.split(''), 'a'];
    expect(normalisedGain(late, ['a'], 10)).toBe(0);
    expect(normalisedGain(late, ['a'], 11)).toBeGreaterThan(0);
  });
});

describe('the interval', () => {
  it('holds the mean, is the same for the same stream, and narrows with more values', () => {
    const few = bootstrap([0, 1, 1, 0, 1], stream());
    const many = bootstrap(
      Array.from({ length: 200 }, (_, at) => Number(at % 5 > 1)),
      stream(),
    );
    expect(few.mean).toBeCloseTo(0.6);
    expect(few.low).toBeLessThanOrEqual(few.mean);
    expect(few.high).toBeGreaterThanOrEqual(few.mean);
    expect(bootstrap([0, 1, 1, 0, 1], stream())).toEqual(few);
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
  });

  it('of 100 coin throws is as wide as theory says', () => {
    const { low, high } = bootstrap(
      Array.from({ length: 100 }, (_, at) => at % 2),
      stream(),
    );
    expect(high - low).toBeGreaterThan(0.16);
    expect(high - low).toBeLessThan(0.24);
  });

  it('of no values is no number', () => {
    expect(bootstrap([], stream()).mean).toBeNaN();
  });
});

/** A linear congruential generator (Numerical Recipes). */
function stream(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
