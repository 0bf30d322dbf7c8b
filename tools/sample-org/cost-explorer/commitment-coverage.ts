import { type Static, Type } from 'typebox';

import type { CostExplorer } from './cost-explorer.ts';
import { dimensionOf, type Predicate } from './expression.ts';
import { compileGroupBy, GroupBy } from './group-by.ts';
import { cutPeriod, knownDays, type Period, readPeriod, TimePeriod } from './periods.ts';
import { dataUnavailable } from './refuse.ts';
import { emptySum, gatherBy, type Sum, sumCosts } from './sum-costs.ts';

/** Input that the operations on coverage and utilisation share. */
export const CommitmentInput = Type.Object({
  TimePeriod,
  Granularity: Type.Optional(Type.String({ pattern: '^(DAILY|MONTHLY)$' })),
  GroupBy,
  Filter: Type.Optional(Type.Unknown()),
  Metrics: Type.Optional(Type.Array(Type.String())),
  NextToken: Type.Optional(Type.String()),
  NextPageToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
});

/** {@link CommitmentInput} as a type. */
export type CommitmentInput = Static<typeof CommitmentInput>;

/** Without a granularity the whole period is one piece. */
export function piecesOf(input: CommitmentInput, explorer: CostExplorer): readonly Period[] {
  const period = readPeriod(input.TimePeriod);
  if (period.start >= explorer.now()) throw dataUnavailable('There is no data for the future.');
  if (input.Granularity === undefined) return [period];
  return cutPeriod(period, input.Granularity === 'DAILY' ? 'DAILY' : 'MONTHLY');
}

/** A percentage as text, with five decimals at most. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '0' : String(Math.round((part / whole) * 10_000_000) / 100_000);
}

/** What a commitment covers of a group, and what it does not. */
export interface Coverage {
  readonly keys: readonly string[];
  /** Of the commitment, and at the full price, by period. */
  readonly covered: readonly Sum[];
  readonly onDemand: readonly Sum[];
}

/** Which lines to look at. */
export interface CoverageQuery {
  readonly pieces: readonly Period[];
  readonly filter: Predicate;
  readonly coveredType: string;
  readonly groupBy: CommitmentInput['GroupBy'];
}

/** Lines that a commitment covers beside those that it could, group by group. */
export function coverageOf(
  explorer: CostExplorer,
  { pieces, filter, coveredType, groupBy }: CoverageQuery,
) {
  const keysOf = compileGroupBy(groupBy);
  const groups = sumCosts(explorer.bill, {
    periods: pieces,
    filter,
    keysOf: (charge) => [dimensionOf(charge, 'RECORD_TYPE'), ...keysOf(charge)],
    known: knownDays(explorer.now()),
  });
  const gathered = gatherBy(groups, ({ keys }) => keys.slice(1));
  const nothing = pieces.map(emptySum);
  return gathered.map(
    (parts): Coverage => ({
      keys: parts[0]?.keys.slice(1) ?? [],
      covered: parts.find(({ keys }) => keys[0] === coveredType)?.sums ?? nothing,
      onDemand: parts.find(({ keys }) => keys[0] === 'Usage')?.sums ?? nothing,
    }),
  );
}

/** The keys of a group by the names they were grouped by. */
export function attributesOf(
  groupBy: CommitmentInput['GroupBy'],
  keys: readonly string[],
): Record<string, string> {
  const names = (groupBy ?? []).map(({ Key: key = '' }, position) => [key, keys[position] ?? '']);
  return Object.fromEntries(names.map(([name = '', value = '']) => [name, value]));
}
