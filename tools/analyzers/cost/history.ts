import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { Parameters, Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { addMonths, dayOf, lastDays, lastMonth, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import {
  COST_GROUPINGS,
  costByKey,
  costCut,
  currencyOf,
  groupName,
  groupPlace,
  UNIT_GROUPINGS,
} from './cost-grouping.ts';
import { costFilter, forScope, scopedTitle } from './cost-scope.ts';
import { historyChart } from './history-chart.ts';
import { isSpend, otherRecordNotes, sumOf } from './record-types.ts';
import { isPerUnit, readUnitCosts, unitColumns, unitCostRows, unitSummary } from './unit-costs.ts';

const DEFAULT_MONTHS = 6;
const DEFAULT_DAYS = 30;

/** `cost.history`: the bill by service, account, Region, tag, month or day, or its cost per unit. */
export const costHistory = defineAnalyzer<readonly CostLine[]>({
  id: 'cost.history',
  finds: { one: 'cost', many: 'costs' },
  title: (request) =>
    scopedTitle(`${measureName(request.parameters)} by ${cutName(request.parameters)}`, request),
  groupings: [...COST_GROUPINGS, ...UNIT_GROUPINGS, 'tag', 'month', 'day'],
  columns: historyColumns,
  advice: null,
  read: readHistory,
  rows: historyRows,
  summarise: historySummary,
});

function measureName(parameters: Parameters): string {
  return isPerUnit(parameters) ? 'Cost per unit' : 'Cost';
}

/** What the rows are: `service`, `month`. */
function cutName(parameters: Parameters): string {
  if (parameters.groupBy === 'month' || parameters.groupBy === 'day') return parameters.groupBy;
  return costCut(parameters).noun.one;
}

function isSeries({ groupBy }: Parameters): boolean {
  return groupBy === 'month' || groupBy === 'day';
}

function historyColumns(parameters: Parameters): readonly Column[] {
  if (isPerUnit(parameters)) return unitColumns(parameters);
  const cost = column('cost', 'Cost', 'money');
  if (isSeries(parameters)) {
    const title = parameters.groupBy === 'day' ? 'Day' : 'Month';
    return [
      column('period', title),
      cost,
      column('changePercent', 'Change', 'percent'),
      column('state', 'State'),
    ];
  }
  const group = parameters.groupBy === 'account' ? 'account' : 'group';
  return [column(group, costCut(parameters).title), cost, column('share', 'Share', 'percent')];
}

/** The period of a question: as it says, else the last month, the last months or the last days. */
export function historyPeriod({ parameters, now }: AnalysisRequest): Period {
  if (parameters.period !== null) return parameters.period;
  if (parameters.groupBy === 'day') return lastDays(now, parameters.days ?? DEFAULT_DAYS);
  if (parameters.groupBy !== 'month') return lastMonth(now);
  const start = addMonths(monthStart(now), -DEFAULT_MONTHS);
  return { start, end: dayOf(now), label: `since ${monthName(start)}` };
}

/** One request: the second group tells spending from credits, refunds and tax. */
function readHistory(readers: Readers, request: AnalysisRequest): Promise<readonly CostLine[]> {
  const { parameters } = request;
  if (isPerUnit(parameters)) return readUnitCosts(readers, request, historyPeriod(request));
  const byRecord = { dimension: 'RECORD_TYPE' } as const;
  return readers.cost.usage({
    span: historyPeriod(request),
    granularity: parameters.groupBy === 'day' ? 'DAILY' : 'MONTHLY',
    groupBy: isSeries(parameters) ? [byRecord] : [costCut(parameters).grouping, byRecord],
    filter: costFilter(parameters),
  });
}

/** Dearest group first, or one row for each period in order. Pure. */
export function historyRows(lines: readonly CostLine[], request: AnalysisRequest): readonly Row[] {
  if (isPerUnit(request.parameters)) return unitCostRows(lines, request);
  const spend = lines.filter(isSpend);
  return isSeries(request.parameters) ? seriesRows(spend, request) : groupRows(spend, request);
}

function groupRows(
  spend: readonly CostLine[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const cut = costCut(parameters);
  const total = sumOf(spend);
  const rows = costByKey(spend).map(({ key, cost, evidence }) =>
    totalRow({
      id: `${cut.groupBy}:${key}`,
      severity: severityOf(entry),
      ...groupPlace(key, cut),
      fields: {
        group: groupName(key, cut),
        cost: roundedAmount(cost),
        currency: currencyOf(spend),
        share: percent(ratioOf(cost, total)),
      },
      evidence,
    }),
  );
  return ordered(rows, byNumber('cost'));
}

function seriesRows(
  spend: readonly CostLine[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const periods = [...groupedBy(spend, ({ start }) => start)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return periods.map(([start, members], index) => {
    const cost = sumOf(members);
    const before = index === 0 ? null : sumOf(periods[index - 1]?.[1] ?? []);
    return totalRow({
      id: start,
      severity: severityOf(entry),
      fields: {
        period: parameters.groupBy === 'day' ? start : monthName(start),
        cost: roundedAmount(cost),
        currency: currencyOf(spend),
        changePercent: before === null ? null : percent(ratioOf(cost - before, before)),
        state: members.some(({ estimated }) => estimated) ? 'estimated' : 'final',
      },
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    });
  });
}

function historySummary(
  rows: readonly Row[],
  lines: readonly CostLine[],
  request: AnalysisRequest,
): Summary {
  const { entry, parameters } = request;
  const period = historyPeriod(request);
  if (isPerUnit(parameters)) {
    const summary = unitSummary(lines, request, period);
    const notes = [...summary.notes, ...partialNote(period, request.now)];
    return { ...summary, notes, period, estimated: lines.some(({ estimated }) => estimated) };
  }
  const currency = currencyOf(lines);
  const money = { kind: 'money', currency, source: entry.source } as const;
  const cost = roundedAmount(sumOf(lines.filter(isSpend)));
  const billed = roundedAmount(sumOf(lines));
  return {
    headlines: [
      { label: `Cost, ${period.label}`, value: cost, ...money },
      { label: 'Billed, after credits, refunds and tax', value: billed, ...money },
    ],
    sentence:
      lines.length === 0
        ? undefined
        : [
            strong(moneyFigure(cost, currency), ` ${inPeriod(period)}`),
            `${forScope(request)}, by ${cutName(parameters)}`,
            ...(billed === cost
              ? []
              : ['; ', moneyFigure(billed, currency), ' billed after credits, refunds and tax']),
          ],
    notes: [...otherRecordNotes(lines, currency), ...partialNote(period, request.now)],
    chart: historyChart(rows, lines.filter(isSpend), parameters),
    estimated: lines.some(({ estimated }) => estimated),
    period,
  };
}

/** Says that the open month is not over. */
export function partialNote(period: Period, now: Date): readonly string[] {
  if (period.end <= monthStart(now)) return [];
  return [
    `${monthName(monthStart(now))} is not over: its figures are partial, and AWS may still change the last two days.`,
  ];
}

/** 0–100 with one decimal. */
export function percent(ratio: number | null): number | null {
  return ratio === null ? null : Math.round(ratio * 1000) / 10;
}
