import type { Chart, Parameters, Period } from '../../../pipeline-server/contracts/analysis.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import {
  type AnalysisRequest,
  type Analyzer,
  defineAnalyzer,
  type Row,
  type Summary,
} from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { ordered } from '../order.ts';
import { daysBetween, lastMonth, periodBefore } from '../periods.ts';
import { totalRow } from '../total-row.ts';
import { changedNoun, changeWords, comparisonTitle, groupWords } from './comparison-words.ts';
import {
  COST_GROUPINGS,
  costByKey,
  costCut,
  currencyOf,
  groupName,
  groupPlace,
} from './cost-grouping.ts';
import { spendFilter } from './cost-scope.ts';
import { partialNote, percent } from './history.ts';

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

interface ComparisonDefinition {
  readonly id: string;
  /** Tells the groups that are kept from the others: "that fell by half or more"; null where all changes are. */
  readonly which: string | null;
  /** Which changes are shown. */
  readonly keep: (change: Change) => boolean;
  /** Which of them are worth a look. */
  readonly isFinding: (change: Change) => boolean;
}

const dollars = (amount: number): ExactAmount => BigInt(amount) * 10n ** 12n;

/** At least 10 and 20 % more or less (catalogue threshold). */
function isMover({ before, after }: Change): boolean {
  const change = absolute(after - before);
  return change >= dollars(10) && change * 5n >= before;
}

const DEFINITIONS: readonly ComparisonDefinition[] = [
  {
    id: 'cost.mom',
    which: null,
    keep: ({ before, after }) => before !== after,
    isFinding: (change) => isMover(change) && change.after > change.before,
  },
  {
    id: 'cost.drop',
    which: 'that fell by half or more',
    keep: ({ before, after }) => before - after >= dollars(10) && (before - after) * 2n >= before,
    isFinding: () => true,
  },
  {
    id: 'cost.new.service',
    which: 'with first costs',
    keep: ({ before, after }) => before <= 0n && after >= dollars(1),
    isFinding: () => true,
  },
];

/** The two periods of a question: the last month and the one before, unless it says others. */
export function comparedPeriods({ parameters, now }: AnalysisRequest): {
  readonly before: Period;
  readonly after: Period;
} {
  const after = parameters.period ?? lastMonth(now);
  return { before: parameters.compareTo ?? periodBefore(after), after };
}

/** Comparisons of two periods. */
export const COMPARISON_ANALYZERS: readonly Analyzer[] = DEFINITIONS.map((definition) =>
  defineAnalyzer<Compared>({
    id: definition.id,
    finds: (request) => changedNoun(definition.which, request),
    title: (request) => comparisonTitle(definition.which, request),
    groupings: COST_GROUPINGS,
    columns: (parameters) => [
      column(parameters.groupBy === 'account' ? 'account' : 'group', costCut(parameters).title),
      column('before', 'Before', 'money'),
      column('after', 'After', 'money'),
      column('change', 'Change', 'money'),
      column('changePercent', 'Change in percent', 'percent'),
    ],
    advice: null,
    read: readCompared,
    rows: (data, request) => comparisonRows(definition, data, request),
    summarise: (rows, data, request) =>
      comparisonSummary(rows, data, { ...request, which: definition.which }),
  }),
);

/** Reads both periods with the same groups and filter. */
async function readCompared(readers: Readers, request: AnalysisRequest): Promise<Compared> {
  const { parameters } = request;
  const periods = comparedPeriods(request);
  const read = (span: Period) =>
    readers.cost.usage({
      span,
      granularity: 'MONTHLY',
      groupBy: [costCut(parameters).grouping],
      filter: spendFilter(parameters),
    });
  const [before, after] = await Promise.all([read(periods.before), read(periods.after)]);
  return { before, after };
}

/** Changes of all groups of both periods. Pure. */
export function changesOf({ before, after }: Compared): readonly Change[] {
  const earlier = new Map(costByKey(before).map((group) => [group.key, group]));
  const later = new Map(costByKey(after).map((group) => [group.key, group]));
  return [...new Set([...later.keys(), ...earlier.keys()])].map((key) => ({
    key,
    before: earlier.get(key)?.cost ?? 0n,
    after: later.get(key)?.cost ?? 0n,
    evidence: [...(later.get(key)?.evidence ?? []), ...(earlier.get(key)?.evidence ?? [])],
  }));
}

/** Largest change first, up or down. Pure. */
function comparisonRows(
  definition: ComparisonDefinition,
  data: Compared,
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const cut = costCut(parameters);
  const rows = changesOf(data)
    .filter(definition.keep)
    .map((change) =>
      totalRow({
        id: `${cut.groupBy}:${change.key}`,
        severity: definition.isFinding(change) ? severityOf(entry) : 'INFORMATIONAL',
        ...groupPlace(change.key, cut),
        fields: {
          group: groupName(change.key, cut),
          before: roundedAmount(change.before),
          after: roundedAmount(change.after),
          change: roundedAmount(change.after - change.before),
          changePercent: percent(ratioOf(change.after - change.before, change.before)),
          currency: currencyOf([...data.after, ...data.before]),
        },
        evidence: change.evidence,
      }),
    );
  return ordered(rows, (a, b) => sizeOf(b) - sizeOf(a));
}

function sizeOf({ fields }: Row): number {
  return Math.abs(Number(fields['change']));
}

function comparisonSummary(
  rows: readonly Row[],
  { before, after }: Compared,
  request: AnalysisRequest & Pick<ComparisonDefinition, 'which'>,
): Summary {
  const periods = comparedPeriods(request);
  const currency = currencyOf([...after, ...before]);
  const totals = { before: totalOf(before), after: totalOf(after), currency, periods };
  return {
    ...(request.which === null
      ? changeWords(totals, request)
      : groupWords(rows, request.which, { ...request, period: periods.after })),
    notes: [
      'Credits, refunds and tax are left out of both periods.',
      ...unequalNote(periods),
      ...partialNote(periods.after, request.now),
    ],
    chart: changeChart(rows, request.parameters, currency),
    estimated: [...before, ...after].some(({ estimated }) => estimated),
    period: periods.after,
  };
}

function totalOf(lines: readonly CostLine[]): ExactAmount {
  return lines.reduce((sum, { cost }) => sum + cost, 0n);
}

function unequalNote(periods: { before: Period; after: Period }): readonly string[] {
  const before = daysBetween(periods.before.start, periods.before.end);
  const after = daysBetween(periods.after.start, periods.after.end);
  if (Math.abs(before - after) <= 3) return [];
  return [`The periods differ in length: ${before} and ${after} days.`];
}

function changeChart(rows: readonly Row[], parameters: Parameters, currency: string): Chart | null {
  const bars = rows.map(({ accountId, fields }) => ({
    label: accountId ?? String(fields['group']),
    value: Number(fields['change']),
  }));
  const title = `Largest changes by ${costCut(parameters).noun.one}`;
  return barChart(bars, { title, unit: currency, name: 'Change' });
}

function absolute(amount: ExactAmount): ExactAmount {
  return amount < 0n ? -amount : amount;
}
