import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EfficiencyMonth } from '../../aws/efficiency-reader.ts';
import { requestFor } from '../test/fake-readers.ts';
import { efficiencyRows, percentOf } from './efficiency.ts';

const month = (name: string, score: number): EfficiencyMonth => ({
  month: name,
  score,
  savings: 100 - score,
  spend: 100,
});

function rowsOf(...series: readonly (readonly EfficiencyMonth[])[]) {
  const accounts = series.map((months, index) => ({
    accountId: `a${index}`,
    months,
    message: null,
    evidence: 'sha256:e',
  }));
  const rows = efficiencyRows({ organization: [], accounts }, requestFor('cost.efficiency.score'));
  return rows.map(({ id, severity, fields }) => [id, fields['change'], severity]);
}

describe('cost.efficiency.score', () => {
  it('rates a fall of more than five points, and puts the deepest first', () => {
    expect(
      rowsOf(
        [month('2026-09', 90), month('2026-10', 85)],
        [month('2026-09', 90), month('2026-10', 84.9)],
        [month('2026-09', 80), month('2026-10', 95)],
      ),
    ).toEqual([
      ['a1', -5.1, 'LOW'],
      ['a0', -5, 'INFORMATIONAL'],
      ['a2', 15, 'INFORMATIONAL'],
    ]);
  });

  it('compares with the month just before, and with no other', () => {
    expect(rowsOf([month('2026-08', 99), month('2026-10', 50)], [])).toEqual([
      ['a0', null, 'INFORMATIONAL'],
    ]);
  });
});

describe('percentOf', () => {
  it('reads a share and a percentage alike', () => {
    const amounts = fc.record({
      spend: fc.double({ min: 1, max: 1e6, noNaN: true }),
      part: fc.double({ min: 0, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(amounts, ({ spend, part }) => {
        const given = { month: '2026-10', savings: part * spend, spend };
        const percent = percentOf({ ...given, score: 100 * (1 - part) });
        expect(percent).toBeCloseTo(100 * (1 - part), 6);
        expect(percentOf({ ...given, score: 1 - part })).toBeCloseTo(percent, 6);
      }),
    );
  });
});
