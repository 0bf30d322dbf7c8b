import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { addDays, dayOf } from '../periods.ts';
import type { Row } from '../row.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { COST_GROUPINGS, costCut, groupName, groupPlace } from './cost-grouping.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';

/** The last days are left out: AWS still fills them in. */
const INCOMPLETE_DAYS = 2;
/** Days looked at, unless the question says otherwise. */
const DAYS = 14;
/** Days before each that tell what is usual. */
const WINDOW = 28;
const SHORTEST_WINDOW = 14;

/** Robust z-score and amount from which a day is a spike. */
interface SpikeLimits {
  readonly score: number;
  readonly amount: number;
}

/** `cost.daily.spike`: days that cost far more than the four weeks before them. */
export const dailySpikes = defineAnalyzer<readonly CostLine[]>({
  id: 'cost.daily.spike',
  finds: { one: 'daily cost spike', many: 'daily cost spikes' },
  title: (request) => {
    const { noun } = costCut(request.parameters);
    return scopedTitle(`Daily cost spikes by ${noun.one}`, request);
  },
  measure: column('excess', 'Above usual', 'money'),
  groupings: COST_GROUPINGS,
  columns: (parameters) => [
    column('day', 'Day', 'date'),
    column(parameters.groupBy === 'account' ? 'account' : 'group', costCut(parameters).title),
    column('cost', 'Cost', 'money'),
    column('usual', 'Usual', 'money'),
    column('excess', 'Above usual', 'money'),
    column('score', 'Score', 'number'),
  ],
  advice: null,
  read: (readers, request) =>
    readers.cost.usage({
      span: spanOf(request),
      granularity: 'DAILY',
      groupBy: [costCut(request.parameters).grouping],
      filter: spendFilter(request.parameters),
    }),
  rows: spikeRows,
  summarise: (rows, _data, request) => ({
    ...spikeWords(rows, request),
    notes: [
      'Usual is the median of the 28 days before; the score is robust against single outliers. The last two days are left out as incomplete.',
    ],
    chart: spikeChart(rows),
  }),
});

/** "3 daily cost spikes; the largest was Amazon RDS on 2026-11-12, USD 300.00 above usual". */
function spikeWords(
  rows: readonly Row[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'clause'> {
  const [largest] = rows;
  if (largest === undefined) return { headlines: [], clause: [] };
  const { day, group, excess, currency } = largest.fields;
  const name = request.accounts.find(({ id }) => id === group)?.name ?? String(group);
  const figure = { value: Number(excess), currency: String(currency) };
  const { source } = request.entry;
  return {
    headlines: [{ label: `Largest, ${name} on ${day}`, kind: 'money', source, ...figure }],
    clause: [
      `${forScope(request)}; the largest was ${name} on ${day}, `,
      strong(moneyFigure(figure.value, figure.currency), ' above usual'),
    ],
  };
}

function spikeChart(rows: readonly Row[]): Chart | null {
  const days = [...groupedBy(rows, ({ fields }) => String(fields['day']))].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (days.length < 2) return null;
  return {
    kind: 'bar',
    title: 'Cost above usual by day',
    unit: String(rows[0]?.fields['currency'] ?? 'USD'),
    labels: days.map(([day]) => day),
    series: [
      {
        name: 'Above usual',
        values: days.map(([, members]) => sumOf(members.map(({ fields }) => fields['excess']))),
      },
    ],
  };
}

function sumOf(values: readonly (string | number | null | undefined)[]): number {
  return roundedAmount(values.reduce<bigint>((sum, value) => sum + exactNumber(Number(value)), 0n));
}

function watchedDays({ parameters, now }: AnalysisRequest) {
  const complete = addDays(dayOf(now), -INCOMPLETE_DAYS);
  const { period } = parameters;
  const end = period !== null && period.end < complete ? period.end : complete;
  const start = period?.start ?? addDays(end, -(parameters.days ?? DAYS));
  return { start, end };
}

function spanOf(request: AnalysisRequest) {
  const { start, end } = watchedDays(request);
  return { start: addDays(start, -WINDOW), end };
}

/** Largest excess first. Pure. */
function spikeRows(lines: readonly CostLine[], request: AnalysisRequest): readonly Row[] {
  const groups = groupedBy(lines, ({ keys }) => keys[0] ?? '');
  const rows = [...groups].flatMap(([key, members]) => groupSpikes(key, members, request));
  return ordered(rows, byNumber('excess'));
}

function groupSpikes(
  key: string,
  lines: readonly CostLine[],
  request: AnalysisRequest,
): readonly Row[] {
  const cut = costCut(request.parameters);
  const days = lines.toSorted((a, b) => (a.start < b.start ? -1 : 1));
  const costs = days.map(({ cost }) => roundedAmount(cost, 6));
  const { start } = watchedDays(request);
  const limits = { score: thresholdOf(request, 'score'), amount: thresholdOf(request, 'amount') };
  return days.flatMap((line, index) => {
    if (line.start < start || line.start >= watchedDays(request).end) return [];
    const spike = spikeAt(costs, index, limits);
    if (spike === null) return [];
    const fields = {
      day: line.start,
      group: groupName(key, cut),
      currency: line.currency,
      ...spike,
    };
    const severity = severityOf(request.entry);
    const id = `${key}/${line.start}`;
    return [totalRow({ id, severity, ...groupPlace(key, cut), fields, evidence: [line.evidence] })];
  });
}

/** The spike on a day, or null: the day is as usual, or too few days lie before it. Pure. */
export function spikeAt(costs: readonly number[], index: number, limits: SpikeLimits) {
  const window = costs.slice(Math.max(0, index - WINDOW), index);
  const cost = costs[index] ?? 0;
  if (window.length < SHORTEST_WINDOW) return null;
  const usual = medianOf(window);
  const score = robustScore(cost, window, usual);
  const excess = cost - usual;
  if (excess < limits.amount || score < limits.score) return null;
  const money = (amount: number) => roundedAmount(exactNumber(amount));
  return {
    cost: money(cost),
    usual: money(usual),
    excess: money(excess),
    score: Math.round(score * 10) / 10,
  };
}

/** Distance from the median in median deviations, scaled to match standard deviations; bounded for flat series. */
function robustScore(cost: number, window: readonly number[], usual: number): number {
  const deviation = medianOf(window.map((value) => Math.abs(value - usual))) * 1.4826;
  const floor = Math.max(usual * 0.02, 0.01);
  return (cost - usual) / Math.max(deviation, floor);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  return (low + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
