import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import { whereAll, whereDimension } from '../../aws/cost-filter.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { inPeriod } from '../period-words.ts';
import { addMonths, dayOf, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import { currencyOf } from './cost-grouping.ts';
import { CREDIT_TYPES, costFilter, forScope, scopedTitle } from './cost-scope.ts';
import { partialNote } from './history.ts';

const MONTHS = 6;

/** `cost.credits`: credits and refunds by month. */
export const costCredits = defineAnalyzer<readonly CostLine[]>({
  id: 'cost.credits',
  finds: { one: 'credit or refund', many: 'credits and refunds' },
  title: (request) => scopedTitle('Credits and refunds by month', request),
  groupings: ['month'],
  columns: [
    column('month', 'Month'),
    column('credits', 'Credits', 'money'),
    column('refunds', 'Refunds', 'money'),
  ],
  advice: null,
  read: (readers, request) =>
    readers.cost.usage({
      span: periodOf(request),
      granularity: 'MONTHLY',
      groupBy: [{ dimension: 'RECORD_TYPE' }],
      filter: whereAll([
        whereDimension('RECORD_TYPE', CREDIT_TYPES),
        costFilter(request.parameters),
      ]),
    }),
  rows: creditRows,
  summarise: (rows, lines, request) => ({
    ...creditWords(lines, request),
    notes: [
      'Cost Explorer does not tell what is left of a credit or when it ends: see Billing > Credits in the console.',
      ...endedNote(rows),
      ...partialNote(periodOf(request), request.now),
    ],
    period: periodOf(request),
    chart: creditChart(rows),
    estimated: lines.some(({ estimated }) => estimated),
  }),
});

/** "USD -67,552.50 of credits and refunds since May 2026". */
function creditWords(
  lines: readonly CostLine[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const period = periodOf(request);
  const value = roundedAmount(lines.reduce((sum, { cost }) => sum + cost, 0n));
  const figure = { value, currency: currencyOf(lines) };
  const label = `Credits and refunds, ${period.label}`;
  return {
    headlines: [{ label, kind: 'money', source: request.entry.source, ...figure }],
    sentence:
      lines.length === 0
        ? undefined
        : [
            strong(moneyFigure(figure.value, figure.currency)),
            ` of credits and refunds ${inPeriod(period)}${forScope(request)}`,
          ],
  };
}

function creditChart(rows: readonly Row[]): Chart | null {
  if (rows.length < 2) return null;
  return {
    kind: 'stacked-bar',
    title: 'Credits and refunds by month',
    unit: String(rows[0]?.fields['currency'] ?? 'USD'),
    labels: rows.map(({ fields }) => String(fields['month'])),
    series: (['credits', 'refunds'] as const).map((field) => ({
      name: field === 'credits' ? 'Credits' : 'Refunds',
      values: rows.map(({ fields }) => Number(fields[field])),
    })),
  };
}

function periodOf({ parameters, now }: AnalysisRequest): Period {
  if (parameters.period !== null) return parameters.period;
  const start = addMonths(monthStart(now), -MONTHS);
  return { start, end: dayOf(now), label: `since ${monthName(start)}` };
}

/** One row for each month, in order. Pure. */
export function creditRows(lines: readonly CostLine[], { entry }: AnalysisRequest): readonly Row[] {
  const months = [...groupedBy(lines, ({ start }) => start)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return months.map(([start, members]) => {
    const sumOf = (type: string) =>
      members.filter(({ keys }) => keys[0] === type).reduce((sum, { cost }) => sum + cost, 0n);
    return totalRow({
      id: start,
      severity: severityOf(entry),
      fields: {
        month: monthName(start),
        credits: roundedAmount(sumOf('Credit')),
        refunds: roundedAmount(sumOf('Refund')),
        currency: currencyOf(lines),
      },
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    });
  });
}

/** Credits that were there and are gone show up as cost. */
function endedNote(rows: readonly Row[]): readonly string[] {
  const had = rows.some(({ fields }) => Number(fields['credits']) < 0);
  const has = Number(rows.at(-1)?.fields['credits'] ?? 0) < 0;
  return had && !has ? ['The credits have run out: the bill shows the full usage now.'] : [];
}
