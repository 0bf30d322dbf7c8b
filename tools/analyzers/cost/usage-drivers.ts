import type { CostDriver, CostLine, CostQuery } from '../../aws/cost-reader.ts';
import type { ExactAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { groupedBy } from '../group-by.ts';
import { type Periods, readCompared } from './compared-costs.ts';

/** Usage and cost of one usage type in one period. */
interface Usage {
  readonly cost: ExactAmount;
  readonly quantity: ExactAmount;
}

/** Drivers computed from what was used and paid, for periods that AWS does not compare. */
export async function readUsageDrivers(
  readers: Readers,
  periods: Periods,
  filter: CostQuery['filter'],
): Promise<readonly CostDriver[]> {
  const { before, after } = await readCompared(readers, periods, {
    groupBy: [{ dimension: 'SERVICE' }, { dimension: 'USAGE_TYPE' }],
    filter,
    withQuantity: true,
  });
  return usageDrivers(before, after);
}

/**
 * Splits each usage type's change into the part of usage (at the earlier price) and the part of price (at the later
 * usage); together they are the whole change. Pure.
 */
export function usageDrivers(
  before: readonly CostLine[],
  after: readonly CostLine[],
): readonly CostDriver[] {
  const earlier = groupedBy(before, keyOf);
  const later = groupedBy(after, keyOf);
  return [...new Set([...later.keys(), ...earlier.keys()])].flatMap((key) => {
    const lines = [...(later.get(key) ?? []), ...(earlier.get(key) ?? [])];
    const [first] = lines;
    if (first === undefined) return [];
    const change = splitChange(totalOf(earlier.get(key)), totalOf(later.get(key)));
    const [service = null, name = 'unknown'] = first.keys;
    const { currency, evidence } = first;
    return change.map((part) => ({ service, name, currency, evidence, ...part }));
  });
}

function keyOf({ keys }: CostLine): string {
  return keys.join('\n');
}

function totalOf(lines: readonly CostLine[] = []): Usage {
  return {
    cost: lines.reduce((sum, { cost }) => sum + cost, 0n),
    quantity: lines.reduce((sum, { quantity }) => sum + (quantity ?? 0n), 0n),
  };
}

type Part = Pick<CostDriver, 'type' | 'before' | 'after' | 'difference'>;

function splitChange(before: Usage, after: Usage): readonly Part[] {
  const whole = after.cost - before.cost;
  if (before.quantity === 0n || after.quantity === 0n) {
    return [{ type: 'USAGE_CHANGE', before: before.cost, after: after.cost, difference: whole }];
  }
  const byUsage = (before.cost * (after.quantity - before.quantity)) / before.quantity;
  return [
    {
      type: 'USAGE_CHANGE',
      before: before.cost,
      after: before.cost + byUsage,
      difference: byUsage,
    },
    {
      type: 'PRICE_CHANGE',
      before: before.cost + byUsage,
      after: after.cost,
      difference: whole - byUsage,
    },
  ];
}
