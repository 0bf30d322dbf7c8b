import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import { type ExactAmount, exactNumber, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { ordered } from '../order.ts';
import { addMonths } from '../periods.ts';
import type { Row } from '../row.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { type CutChanges, moverSentences, readMovers } from './bill-movers.ts';
import { billPartNotes } from './bill-parts.ts';
import {
  type Change,
  type Compared,
  changesOf,
  comparedPeriods,
  type Periods,
  readCompared,
} from './compared-costs.ts';
import { changedNoun, changeWords, comparisonTitle, groupWords } from './comparison-words.ts';
import { COST_GROUPINGS, costCut, currencyOf, groupName, groupPlace } from './cost-grouping.ts';
import { costFilter } from './cost-scope.ts';
import { partialNote, percent } from './history.ts';
import { isSpend, sumOf } from './record-types.ts';

interface ComparisonDefinition {
  readonly id: string;
  /** Tells the groups that are kept from the others: "that fell by 50 % or more"; null where all changes are. */
  readonly which: (request: AnalysisRequest) => string | null;
  /** With how many months before it compares, where the question does not say. */
  readonly monthsBefore: number;
  /** Which changes are shown. */
  readonly keep: (change: Change, request: AnalysisRequest) => boolean;
  /** Which of them are worth a look. */
  readonly isFinding: (change: Change, request: AnalysisRequest) => boolean;
}

/** At least so much, and so many percent of what it was. */
function isLarge(change: ExactAmount, { before }: Change, request: AnalysisRequest): boolean {
  return (
    change >= exactNumber(thresholdOf(request, 'amount')) &&
    change * exactNumber(100) >= before * exactNumber(thresholdOf(request, 'percent'))
  );
}

const DEFINITIONS: readonly ComparisonDefinition[] = [
  {
    id: 'cost.mom',
    which: () => null,
    monthsBefore: 1,
    keep: ({ before, after }) => before !== after,
    isFinding: (change, request) => isLarge(change.after - change.before, change, request),
  },
  {
    id: 'cost.drop',
    which: (request) => `that fell by ${thresholdOf(request, 'percent')} % or more`,
    monthsBefore: 1,
    keep: (change, request) => isLarge(change.before - change.after, change, request),
    isFinding: () => true,
  },
  {
    id: 'cost.new.service',
    which: () => 'with first costs',
    monthsBefore: 3,
    keep: ({ before, after }, request) =>
      before <= 0n && after >= exactNumber(thresholdOf(request, 'amount')),
    isFinding: () => true,
  },
];

/** Costs of two periods, and where the change was besides the cut of the rows. */
interface Comparison extends Compared {
  readonly movers: readonly CutChanges[];
}

/** Comparisons of two periods. */
export const COMPARISON_ANALYZERS: readonly Analyzer[] = DEFINITIONS.map((definition) =>
  defineAnalyzer<Comparison>({
    id: definition.id,
    finds: (request) => changedNoun(definition.which(request), request),
    title: (request) => comparisonTitle(definition.which(request), request),
    groupings: COST_GROUPINGS,
    columns: (parameters) => [
      column(parameters.groupBy === 'account' ? 'account' : 'group', costCut(parameters).title),
      column('before', 'Before', 'money'),
      column('after', 'After', 'money'),
      column('change', 'Change', 'money'),
      column('changePercent', 'Change in percent', 'percent'),
    ],
    advice: null,
    read: (readers, request) => readComparison(definition, readers, request),
    rows: (data, request) => comparisonRows(definition, data, request),
    summarise: (rows, data, request) =>
      comparisonSummary(rows, data, { ...request, which: definition.which(request) }),
  }),
);

/** Both periods with the same groups; the second group tells spending from credits, refunds and tax. */
async function readComparison(
  definition: ComparisonDefinition,
  readers: Readers,
  request: AnalysisRequest,
): Promise<Comparison> {
  const { parameters } = request;
  const [compared, movers] = await Promise.all([
    readCompared(readers, periodsOf(definition, request), {
      groupBy: [costCut(parameters).grouping, { dimension: 'RECORD_TYPE' }],
      filter: costFilter(parameters),
      withAmortized: true,
    }),
    looksAround(definition, request) ? readMovers(readers, request) : [],
  ]);
  return { ...compared, movers };
}

/** Whether the whole change is asked for, and not one cut of it. */
function looksAround({ which }: ComparisonDefinition, request: AnalysisRequest): boolean {
  return which(request) === null && request.parameters.groupBy === null;
}

/** The periods of the question; where it names none to compare with, as many months before as the check looks back. */
function periodsOf({ monthsBefore }: ComparisonDefinition, request: AnalysisRequest): Periods {
  const periods = comparedPeriods(request);
  const { start } = periods.after;
  if (monthsBefore === 1 || request.parameters.compareTo !== null) return periods;
  const from = addMonths(start, -monthsBefore);
  const before = { start: from, end: start, label: `the ${monthsBefore} months before` };
  return { ...periods, before };
}

/** Largest change first, up or down. Pure. */
function comparisonRows(
  definition: ComparisonDefinition,
  data: Compared,
  request: AnalysisRequest,
): readonly Row[] {
  const { entry } = request;
  const cut = costCut(request.parameters);
  const rows = changesOf(spendOf(data))
    .filter((change) => definition.keep(change, request))
    .map((change) =>
      totalRow({
        id: `${cut.groupBy}:${change.key}`,
        severity: definition.isFinding(change, request) ? severityOf(entry) : 'INFORMATIONAL',
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

/** Both periods without credits, refunds and tax. */
function spendOf({ before, after }: Compared): Compared {
  return { before: before.filter(isSpend), after: after.filter(isSpend) };
}

function comparisonSummary(
  rows: readonly Row[],
  data: Comparison,
  request: AnalysisRequest & { readonly which: string | null },
): Summary {
  const periods = comparedPeriods(request);
  const { before, after } = spendOf(data);
  const currency = currencyOf([...data.after, ...data.before]);
  const totals = { before: sumOf(before), after: sumOf(after), currency, periods };
  return {
    ...(request.which === null
      ? changeWords(totals, request)
      : groupWords(rows, request.which, { ...request, period: periods.after })),
    notes: [
      ...moverSentences(data.movers, request.accounts),
      'Credits, refunds and tax are left out of both periods.',
      ...(request.which === null ? billPartNotes(data, periods) : []),
      ...partialNote(periods.after, request.now),
    ],
    chart: changeChart(rows, request.parameters, currency),
    estimated: after.some(({ estimated }) => estimated),
    period: periods.after,
  };
}

function changeChart(rows: readonly Row[], parameters: Parameters, currency: string): Chart | null {
  const bars = rows.map(({ accountId, fields }) => ({
    label: accountId ?? String(fields['group']),
    value: Number(fields['change']),
  }));
  const title = `Largest changes by ${costCut(parameters).noun.one}`;
  return barChart(bars, { title, unit: currency, name: 'Change' });
}
