import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorMatrix } from './vector-matrix.ts';

const DIMENSIONS = 7;
const vectors = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), {
  minLength: DIMENSIONS,
  maxLength: DIMENSIONS,
});

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, number, at) => sum + number * (b[at] ?? 0), 0);
}

describe('vectors in memory', () => {
  it('compares as exact arithmetic does, whatever was added and removed before', () => {
    const steps = fc.array(fc.oneof(vectors, fc.nat()), { maxLength: 60 });
    fc.assert(
      fc.property(steps, vectors, (all, query) => {
        const matrix = createVectorMatrix(DIMENSIONS);
        const expected: (readonly number[])[] = [];
        for (const step of all) {
          if (typeof step !== 'number') {
            matrix.add(Float32Array.from(step));
            expected.push(step);
          } else if (expected.length > 0) {
            const row = step % expected.length;
            matrix.remove(row);
            const last = expected.pop();
            if (last !== undefined && row < expected.length) expected[row] = last;
          }
        }
        const products = matrix.products(Float32Array.from(query));
        expect(products).toHaveLength(expected.length);
        for (const [row, vector] of expected.entries())
          expect(Math.abs((products[row] ?? 0) - product(vector, query))).toBeLessThan(2e-4);
      }),
    );
  });

  it('keeps rows apart over several blocks, and gives up blocks that are empty', () => {
    const matrix = createVectorMatrix(2);
    for (let row = 0; row < 2500; row += 1) matrix.add(Float32Array.of(row / 2500, 1));
    const products = matrix.products(Float32Array.of(1, 0));
    for (const row of [0, 1023, 1024, 2047, 2048, 2499])
      expect(products[row]).toBeCloseTo(row / 2500, 4);
    matrix.remove(5);
    expect(matrix.products(Float32Array.of(1, 0))[5]).toBeCloseTo(2499 / 2500, 4);
    while (matrix.rows > 1000) matrix.remove(matrix.rows - 1);
    matrix.add(Float32Array.of(-1, 0));
    const left = matrix.products(Float32Array.of(1, 0));
    expect(left).toHaveLength(1001);
    expect(left[1000]).toBeCloseTo(-1, 4);
  });
});
