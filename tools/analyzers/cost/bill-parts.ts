import type { Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import { daysBetween } from '../periods.ts';
import { moneyFigure, percentFigure } from '../sentence.ts';
import { moreOrLess } from './bill-movers.ts';
import type { Compared, Periods } from './compared-costs.ts';
import { currencyOf } from './cost-grouping.ts';
import { percent } from './history.ts';
import { isSpend, otherRecordNotes, sumOf } from './record-types.ts';

/** What the rows leave out or hold, period by period: what a plain sum of the bill would get wrong. Pure. */
export function billPartNotes({ before, after }: Compared, periods: Periods): readonly Sentence[] {
  const currency = currencyOf([...after, ...before]);
  return [
    ...otherRecordNotes(before, currency, `, ${periods.before.label}`),
    ...otherRecordNotes(after, currency, `, ${periods.after.label}`),
    ...plainSumNote({ before, after }, currency),
    ...amortizedNote({ before: before.filter(isSpend), after: after.filter(isSpend) }, currency),
    ...estimatedNote(after.filter(isSpend), currency),
    ...perDayNote({ before, after }, periods),
  ];
}

/** What comparing the billed totals would have said. */
function plainSumNote({ before, after }: Compared, currency: string): readonly Sentence[] {
  const billed = sumOf(after) - sumOf(before);
  const spent = sumOf(after.filter(isSpend)) - sumOf(before.filter(isSpend));
  if (roundedAmount(billed) === roundedAmount(spent)) return [];
  return [
    [
      'A plain sum of the bill, credits, refunds and tax included, would have said ',
      ...moreOrLess(billed, currency),
      ' where ',
      ...moreOrLess(spent, currency),
      ' was spent.',
    ],
  ];
}

/** The change with the fees of commitments spread over what they cover. */
function amortizedNote({ before, after }: Compared, currency: string): readonly Sentence[] {
  const [earlier, later] = [amortizedSum(before), amortizedSum(after)];
  if (earlier === null || later === null) return [];
  const change = later - earlier;
  if (roundedAmount(change) === roundedAmount(sumOf(after) - sumOf(before))) return [];
  return [
    [
      'With the fees of commitments spread over their term (amortized cost) it is ',
      ...moreOrLess(change, currency),
      '.',
    ],
  ];
}

/** Null where a line has no amortized cost. */
function amortizedSum(lines: readonly CostLine[]): ExactAmount | null {
  return lines.reduce<ExactAmount | null>(
    (sum, { amortized }) => (sum === null || amortized === null ? null : sum + amortized),
    0n,
  );
}

function estimatedNote(after: readonly CostLine[], currency: string): readonly Sentence[] {
  const amount = roundedAmount(sumOf(after.filter(({ estimated }) => estimated)));
  return amount === 0
    ? []
    : [[moneyFigure(amount, currency), ' of it is estimated: AWS may still change it.']];
}

/** Where the periods differ in length, the change of what a day cost. */
function perDayNote(compared: Compared, periods: Periods): readonly Sentence[] {
  const { before, after } = periods;
  const days = {
    before: BigInt(daysBetween(before.start, before.end)),
    after: BigInt(daysBetween(after.start, after.end)),
  };
  if (days.before === days.after) return [];
  const earlier = sumOf(compared.before.filter(isSpend)) * days.after;
  const later = sumOf(compared.after.filter(isSpend)) * days.before;
  const ratio = percent(ratioOf(later - earlier, earlier));
  if (ratio === null) return [];
  return [
    [
      `The periods differ in length: ${days.before} and ${days.after} days. Per day it is `,
      percentFigure(Math.abs(ratio)),
      ratio < 0 ? ' less.' : ' more.',
    ],
  ];
}
