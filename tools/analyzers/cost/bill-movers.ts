import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { CostGrouping, CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { counted, moneyFigure, type Words } from '../sentence.ts';
import {
  absolute,
  type Change,
  type Compared,
  changesOf,
  comparedPeriods,
  readCompared,
} from './compared-costs.ts';
import { currencyOf } from './cost-grouping.ts';
import { spendFilter } from './cost-scope.ts';

/** Movers that are named in a line; the rest is summed. */
const NAMED = 3;

interface MoverCut {
  /** What follows "By": `account`, `tag Team`. */
  readonly by: string;
  readonly grouping: CostGrouping;
  /** What the group without a value is called. */
  readonly nameless: string;
}

/** The cuts beside that of the rows, two to a paid request: Cost Explorer groups by two keys at most. */
const CUTS: readonly (readonly MoverCut[])[] = [
  [
    { by: 'account', grouping: { dimension: 'LINKED_ACCOUNT' }, nameless: 'no account' },
    { by: 'Region', grouping: { dimension: 'REGION' }, nameless: 'no Region' },
  ],
  [{ by: 'usage type', grouping: { dimension: 'USAGE_TYPE' }, nameless: 'no usage type' }],
  [
    { by: 'tag Team', grouping: { tag: 'Team' }, nameless: 'not tagged' },
    { by: 'tag Environment', grouping: { tag: 'Environment' }, nameless: 'not tagged' },
  ],
];

/** The same change cut in another way. */
export interface CutChanges {
  readonly cut: MoverCut;
  readonly changes: readonly Change[];
  readonly currency: string;
}

/** Reads what moved by account, Region, usage type and tags; credits, refunds and tax left out. */
export async function readMovers(
  readers: Readers,
  request: AnalysisRequest,
): Promise<readonly CutChanges[]> {
  const filter = spendFilter(request.parameters);
  const read = async (cuts: readonly MoverCut[]) => {
    const groupBy = cuts.map(({ grouping }) => grouping);
    const compared = await readCompared(readers, comparedPeriods(request), { groupBy, filter });
    return cuts.map((cut, index) => cutChanges(cut, compared, index));
  };
  return (await Promise.all(CUTS.map(read))).flat();
}

/** The changes by the group key at that place. */
function cutChanges(cut: MoverCut, { before, after }: Compared, index: number): CutChanges {
  const byKey = (line: CostLine) => ({ ...line, keys: [line.keys[index] ?? ''] });
  return {
    cut,
    changes: changesOf({ before: before.map(byKey), after: after.map(byKey) }),
    currency: currencyOf([...after, ...before]),
  };
}

/** "By account: payments-prod USD 1,200.00 more, data-dev USD 80.00 less, 9 others USD 12.00 more." Pure. */
export function moverSentences(
  movers: readonly CutChanges[],
  accounts: readonly Account[],
): readonly Sentence[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return movers.flatMap(({ cut, changes, currency }) => {
    const sorted = changes
      .map(({ key, before, after }) => ({ key, change: after - before }))
      .filter(({ change }) => roundedAmount(change) !== 0)
      .toSorted((a, b) => compareSizes(b.change, a.change));
    if (sorted.length === 0) return [];
    const parts = sorted.slice(0, NAMED).map(({ key, change }): Words => {
      return [`${nameOf(key, cut, names)} `, ...moreOrLess(change, currency)];
    });
    const rest = sorted.slice(NAMED);
    const sum = rest.reduce((total, { change }) => total + change, 0n);
    const others: Words = [
      ...counted(rest.length, { one: 'other', many: 'others' }),
      ' ',
      ...moreOrLess(sum, currency),
    ];
    return [[`By ${cut.by}: `, ...joined(rest.length === 0 ? parts : [...parts, others]), '.']];
  });
}

function compareSizes(a: ExactAmount, b: ExactAmount): number {
  return Number(absolute(a) - absolute(b));
}

function nameOf(key: string, { nameless }: MoverCut, names: ReadonlyMap<string, string>): string {
  return key === '' || key === 'NoRegion' ? nameless : (names.get(key) ?? key);
}

/** `USD 12.00 more`. */
export function moreOrLess(change: ExactAmount, currency: string): Words {
  return [moneyFigure(roundedAmount(absolute(change)), currency), change < 0n ? ' less' : ' more'];
}

function joined(parts: readonly Words[]): Words {
  return parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part]));
}
