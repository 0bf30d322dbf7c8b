import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Money } from '../../pipeline-server/contracts/findings.ts';
import { whereAll, whereDimension } from '../aws/cost-filter.ts';
import type { CostLine } from '../aws/cost-reader.ts';
import { exactNumber, ratioOf, roundedAmount } from '../aws/exact-amount.ts';
import type { Readers } from '../aws/readers.ts';
import { groupedBy } from './group-by.ts';
import { lastMonth } from './periods.ts';

/** Hours of a month as AWS bills them: 365 × 24 / 12. */
export const HOURS_PER_MONTH = 730;

/** What the customer paid per unit, by usage type and Region. */
export interface UnitPrices {
  /** `quantity` units of a usage type (`EBS:VolumeUsage.gp2`) in a Region; null when the bill does not show it. */
  priceOf(usageType: string, region: string | null, quantity: number): Money | null;
}

/** Prices of nothing. */
export const NO_PRICES: UnitPrices = { priceOf: () => null };

/** The services whose usage types are priced here. */
const SERVICES = [
  'EC2 - Other',
  'Amazon Elastic Compute Cloud - Compute',
  'Amazon Virtual Private Cloud',
  'Amazon Elastic Load Balancing',
  'Amazon DynamoDB',
];

/** Reads effective unit prices from the last whole month. Without Cost Explorer nothing is priced. */
export async function readUnitPrices(readers: Readers, now: Date): Promise<UnitPrices> {
  try {
    const lines = await readers.cost.usage({
      span: lastMonth(now),
      granularity: 'MONTHLY',
      groupBy: [{ dimension: 'USAGE_TYPE' }, { dimension: 'REGION' }],
      filter: whereAll([
        whereDimension('SERVICE', SERVICES),
        whereDimension('RECORD_TYPE', ['Usage']),
      ]),
      withQuantity: true,
    });
    return toUnitPrices(lines);
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code === 'aborted') throw error;
    readers.recorder.truncated(`Nothing is priced: ${error.message}`);
    return NO_PRICES;
  }
}

/** Effective rates: what was paid, divided by what was used. Pure. */
export function toUnitPrices(lines: readonly CostLine[]): UnitPrices {
  const rates = new Map<string, { readonly rate: number; readonly currency: string }>();
  for (const [key, members] of groupedBy(lines, keyOf)) {
    const cost = members.reduce((sum, line) => sum + line.cost, 0n);
    const quantity = members.reduce((sum, line) => sum + (line.quantity ?? 0n), 0n);
    const rate = ratioOf(cost, quantity);
    const [first] = members;
    if (rate !== null && rate > 0 && first !== undefined)
      rates.set(key, { rate, currency: first.currency });
  }
  return {
    priceOf(usageType, region, quantity) {
      const found = rates.get(`${region ?? ''} ${usageType}`);
      if (found === undefined || !Number.isFinite(quantity)) return null;
      const amount = roundedAmount(exactNumber(found.rate * quantity));
      return { amount, currency: found.currency };
    },
  };
}

/** Usage types carry a Region prefix (`APS2-EBS:VolumeUsage.gp2`) everywhere but in us-east-1. */
function keyOf({ keys }: CostLine): string {
  const [usageType = '', region = ''] = keys;
  return `${region} ${usageType.replace(/^[A-Z]{2,4}\d?-/, '')}`;
}
