import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { CostLine, CostQuery } from '../../aws/cost-reader.ts';
import type { ExactAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { lastMonth, periodBefore } from '../periods.ts';
import { costByKey } from './cost-grouping.ts';

/** Two periods that are compared. */
export interface Periods {
  readonly before: Period;
  readonly after: Period;
}

/** Costs of the same groups in two periods. */
export interface Compared {
  readonly before: readonly CostLine[];
  readonly after: readonly CostLine[];
}

/** One group's change. */
export interface Change {
  readonly key: string;
  readonly before: ExactAmount;
  readonly after: ExactAmount;
  readonly evidence: readonly string[];
}

/** The two periods of a question: the last month and the one before, unless it says others. */
export function comparedPeriods({ parameters, now }: AnalysisRequest): Periods {
  const after = parameters.period ?? lastMonth(now);
  return { before: parameters.compareTo ?? periodBefore(after), after };
}

/** Both periods with the same groups and filter; in one paid request where one month follows the other. */
export async function readCompared(
  { cost }: Readers,
  periods: Periods,
  query: Omit<CostQuery, 'span' | 'granularity'>,
): Promise<Compared> {
  const read = (span: CostQuery['span']) => cost.usage({ ...query, span, granularity: 'MONTHLY' });
  const { before, after } = periods;
  const follows = before.end === after.start && [before, after].every(startsMonth);
  if (!follows) {
    const [earlier, later] = await Promise.all([read(before), read(after)]);
    return { before: earlier, after: later };
  }
  const lines = await read({ start: before.start, end: after.end });
  return {
    before: lines.filter(({ start }) => start < after.start),
    after: lines.filter(({ start }) => start >= after.start),
  };
}

function startsMonth({ start }: Period): boolean {
  return start.endsWith('-01');
}

/** Changes of all groups of both periods. Pure. */
export function changesOf({ before, after }: Compared): readonly Change[] {
  const earlier = new Map(costByKey(before).map((group) => [group.key, group]));
  const later = new Map(costByKey(after).map((group) => [group.key, group]));
  return [...new Set([...later.keys(), ...earlier.keys()])].map((key) => ({
    key,
    before: earlier.get(key)?.cost ?? 0n,
    after: later.get(key)?.cost ?? 0n,
    evidence: [
      ...new Set([...(later.get(key)?.evidence ?? []), ...(earlier.get(key)?.evidence ?? [])]),
    ],
  }));
}

/** The amount without its sign. */
export function absolute(amount: ExactAmount): ExactAmount {
  return amount < 0n ? -amount : amount;
}
