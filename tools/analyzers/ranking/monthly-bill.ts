import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { Money } from '../../../pipeline-server/contracts/findings.ts';
import { whereDimension } from '../../aws/cost-filter.ts';
import { roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { lastMonth } from '../periods.ts';

/** Records that take money off the bill and would hide what is used. */
const NOT_SPEND = ['Credit', 'Refund'];

/** What the organization spent in the last whole month, credits and refunds left out; null when AWS does not say. */
export async function readMonthlyBill(readers: Readers, now: Date): Promise<Money | null> {
  const reductions = whereDimension('RECORD_TYPE', NOT_SPEND);
  try {
    const lines = await readers.cost.usage({
      span: lastMonth(now),
      granularity: 'MONTHLY',
      groupBy: [],
      filter: reductions === null ? null : { Not: reductions },
    });
    const amount = roundedAmount(lines.reduce((sum, { cost }) => sum + cost, 0n));
    const [first] = lines;
    return first === undefined || amount <= 0 ? null : { amount, currency: first.currency };
  } catch (error) {
    if (error instanceof AnalysisError && error.code !== 'aborted') return null;
    throw error;
  }
}
