import { describe, expect, it } from 'vitest';
import type { CostLine, CostQuery } from '../../aws/cost-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import { costLine, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { costHistory } from './history.ts';
import { unitCostRows } from './unit-costs.ts';

function used(keys: readonly string[], figures: readonly [string, string, string]): CostLine {
  const [amortized, quantity, quantityUnit] = figures;
  return costLine(keys, '999', {
    amortized: exactAmount(amortized),
    quantity: exactAmount(quantity),
    quantityUnit,
  });
}

/** Worked by hand: (73 + 36.5) ÷ (730 + 730) = 0.075; 8 ÷ 100 = 0.08; 4 ÷ 10,000,000 = 0.0000004. */
const LINES = [
  used(['payments', 'BoxUsage:m5.large'], ['73', '730', 'Hrs']),
  used(['payments', 'BoxUsage:t3.large'], ['36.5', '730', 'Hrs']),
  used(['payments', 'VolumeUsage.gp3'], ['8', '100', 'GB-Mo']),
  used(['payments', 'Requests-Tier2'], ['4', '10000000', 'Requests']),
  used(['', 'BoxUsage:m5.large'], ['50', '500', 'Hrs']),
];

describe('unitCostRows', () => {
  const rowsOf = (lines: readonly CostLine[]) =>
    unitCostRows(lines, requestFor('cost.history', { groupBy: 'team_unit' })).map(({ fields }) => [
      fields['group'],
      fields['unit'],
      fields['cost'],
      fields['quantity'],
      fields['rate'],
    ]);

  it('divides amortized cost by quantity, apart for each unit and for what has no tag', () => {
    expect(rowsOf(LINES)).toEqual([
      ['payments', 'Hrs', 109.5, 1460, 'USD 0.075 per Hrs'],
      ['(no Team)', 'Hrs', 50, 500, 'USD 0.10 per Hrs'],
      ['payments', 'GB-Mo', 8, 100, 'USD 0.08 per GB-Mo'],
      ['payments', 'Requests', 4, 10_000_000, 'USD 0.0000004 per Requests'],
    ]);
  });

  it('has no rate for what has no unit, or was not used', () => {
    const lines = [
      used(['web', 'a'], ['5', '3', 'N/A']),
      used(['web', 'b'], ['7', '4', 'N/A']),
      used(['web', 'c'], ['1', '0', 'Hrs']),
    ];
    expect(rowsOf(lines)).toEqual([
      ['web', null, 12, null, null],
      ['web', 'Hrs', 1, null, null],
    ]);
  });
});

describe('cost.history per unit', () => {
  async function ask(groupBy: 'unit' | 'team_unit', lines: readonly CostLine[]) {
    const asked: CostQuery[] = [];
    const readers = fakeReaders();
    const usage = async (query: CostQuery) => {
      asked.push(query);
      return lines;
    };
    const request = requestFor('cost.history', { groupBy, services: ['Amazon EC2'] });
    const cost = { ...readers.cost, usage };
    return { asked, ...(await costHistory.analyse({ ...readers, cost }, request)) };
  }

  it('asks once, for usage of the service by tag and usage type', async () => {
    const { asked, title, summary } = await ask('team_unit', LINES);
    expect(asked).toMatchObject([
      {
        groupBy: [{ tag: 'Team' }, { dimension: 'USAGE_TYPE' }],
        withQuantity: true,
        filter: {
          And: [
            { Dimensions: { Key: 'SERVICE', Values: ['Amazon EC2'] } },
            { Dimensions: { Key: 'RECORD_TYPE' } },
          ],
        },
      },
    ]);
    expect(title).toBe('Cost per unit by team, Amazon EC2');
    expect(summary.headlines).toMatchObject([{ value: 171.5, currency: 'USD' }]);
  });

  it('cuts usage by any tag', async () => {
    const asked: CostQuery[] = [];
    const readers = fakeReaders();
    const usage = async (query: CostQuery) => {
      asked.push(query);
      return [used(['CC-1', 'APS2-X'], ['1', '8', 'GB'])];
    };
    const request = requestFor('cost.history', { groupBy: 'tag_unit', tagKey: 'CostCentre' });
    const cost = { ...readers.cost, usage };
    const { title, rows } = await costHistory.analyse({ ...readers, cost }, request);
    expect(asked).toMatchObject([
      { groupBy: [{ tag: 'CostCentre' }, { dimension: 'USAGE_TYPE' }], withQuantity: true },
    ]);
    expect(title).toBe('Cost per unit by value of the tag CostCentre');
    expect(rows).toMatchObject([{ fields: { group: 'CC-1', unit: 'GB' } }]);
  });

  it('gives the own rate of each usage type', async () => {
    const { asked, rows } = await ask('unit', [used(['APS2-X'], ['1', '8', 'GB'])]);
    expect(asked[0]?.groupBy).toEqual([{ dimension: 'USAGE_TYPE' }]);
    expect(rows).toMatchObject([{ fields: { group: 'APS2-X', unitCost: 0.125 } }]);
  });

  it('is silent about nothing', async () => {
    const { rows, summary } = await ask('unit', []);
    expect(rows).toEqual([]);
    expect(summary.sentence).toBeUndefined();
  });
});
