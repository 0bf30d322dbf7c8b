import type { Period } from '../../../pipeline-server/contracts/analysis.ts';
import { whereAll, whereDimension } from '../../aws/cost-filter.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { addMonths, dayOf, monthName, monthStart } from '../periods.ts';
import { totalRow } from '../total-row.ts';
import { currencyOf } from './cost-grouping.ts';
import { CREDIT_TYPES, costFilter } from './cost-scope.ts';
import { partialNote } from './history.ts';

const MONTHS = 6;

/** `cost.credits`: credits and refunds by month. */
export const costCredits = defineAnalyzer<readonly CostLine[]>({
  id: 'cost.credits',
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
    headlines: [
      {
        label: `Credits and refunds, ${periodOf(request).label}`,
        value: roundedAmount(lines.reduce((sum, { cost }) => sum + cost, 0n)),
        kind: 'money',
        currency: currencyOf(lines),
        source: request.entry.source,
      },
    ],
    notes: [
      'Cost Explorer does not tell what is left of a credit or when it ends: see Billing > Credits in the console.',
      ...endedNote(rows),
      ...partialNote(periodOf(request), request.now),
    ],
    period: periodOf(request),
    estimated: lines.some(({ estimated }) => estimated),
  }),
});

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
