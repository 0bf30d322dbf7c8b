import type { Budget } from '../../aws/budget-reader.ts';
import { ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, type Noun, numberFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** Share of the limit, in percent, from which a budget is over it. */
const OVER = 100;

const BUDGETS: Noun = { one: 'budget', many: 'budgets' };

/** Budgets with an upper limit; those of utilisation and coverage have a target instead. */
const LIMITED = ['COST', 'USAGE'];

/** `cost.budget.status`: budgets that are over their limit, will be, or are near it. */
export const budgetStatus = defineAnalyzer<readonly Budget[]>({
  id: 'cost.budget.status',
  finds: { one: 'budget near or over its limit', many: 'budgets near or over their limits' },
  columns: [
    column('budget', 'Budget'),
    column('period', 'Period'),
    column('status', 'Status'),
    column('limit', 'Limit', 'number'),
    column('actual', 'Actual', 'number'),
    column('forecast', 'Forecast', 'number'),
    column('unit', 'Unit'),
    column('used', 'Used', 'percent'),
    column('expected', 'Expected', 'percent'),
    SEVERITY,
  ],
  advice: {
    verb: 'Look into',
    one: 'budget near or over its limit',
    many: 'budgets near or over their limits',
    action:
      'Find what grew (cost.drivers with the same accounts), then lower the cost or agree on a new limit.',
    effort: 'medium',
    basis: 'aws',
  },
  read: (readers) => readers.budgets.budgets(),
  rows: budgetRows,
  summarise: budgetSummary,
});

/** What is said of a budget, and how bad it is beside the catalogue's severity. */
const STATUS = {
  over: 'Over the limit',
  expected: 'Forecast to go over',
  near: 'Near the limit',
  fault: 'Cannot be worked out',
} as const;

/** Budgets that need a look, the worst first. Pure. */
export function budgetRows(budgets: readonly Budget[], request: AnalysisRequest): readonly Row[] {
  const { entry } = request;
  const rows = budgets.flatMap((budget) => {
    const status = statusOf(budget, thresholdOf(request, 'near'));
    if (status === null) return [];
    const severity = status === STATUS.near ? 'LOW' : severityOf(entry);
    const fields = { status, ...fieldsOf(budget) };
    return [totalRow({ id: budget.name, severity, fields, evidence: [budget.evidence] })];
  });
  return ordered(rows, bySeverity, byNumber('used'), byNumber('expected'));
}

function statusOf(budget: Budget, near: number): string | null {
  if (!LIMITED.includes(budget.type)) return null;
  if (budget.fault !== null) return `${STATUS.fault} (${budget.fault})`;
  const used = shareOf(budget, 'actual') ?? 0;
  if (used >= OVER) return STATUS.over;
  if ((shareOf(budget, 'forecast') ?? 0) >= OVER) return STATUS.expected;
  return used >= near ? STATUS.near : null;
}

/** Percent of the limit; null where there is no limit or no figure. */
function shareOf(budget: Budget, figure: 'actual' | 'forecast'): number | null {
  const amount = budget[figure];
  if (amount === null || budget.limit === null) return null;
  const ratio = ratioOf(amount, budget.limit);
  return ratio === null ? null : ratio * 100;
}

function oneDecimal(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}

function fieldsOf(budget: Budget): Row['fields'] {
  const rounded = (figure: 'limit' | 'actual' | 'forecast') => {
    const amount = budget[figure];
    return amount === null ? null : roundedAmount(amount);
  };
  return {
    budget: budget.name,
    period: budget.timeUnit.toLowerCase(),
    unit: budget.unit,
    limit: rounded('limit'),
    actual: rounded('actual'),
    forecast: rounded('forecast'),
    used: oneDecimal(shareOf(budget, 'actual')),
    expected: oneDecimal(shareOf(budget, 'forecast')),
  };
}

function budgetSummary(
  rows: readonly Row[],
  budgets: readonly Budget[],
  { entry: { source } }: AnalysisRequest,
): Summary {
  const limited = budgets.filter(({ type }) => LIMITED.includes(type));
  const number = (status: string) =>
    rows.filter(({ fields }) => fields['status'] === status).length;
  const [over, expected] = [number(STATUS.over), number(STATUS.expected)];
  const kind = 'number' as const;
  return {
    headlines: [
      { label: 'Over the limit', value: over, kind, source },
      { label: 'Forecast to go over', value: expected, kind, source },
      { label: 'Budgets', value: limited.length, kind, source },
    ],
    sentence: [
      strong(numberFigure(over), ' of ', ...counted(limited.length, BUDGETS)),
      ` ${over === 1 ? 'is' : 'are'} over the limit; `,
      numberFigure(expected),
      ` more ${expected === 1 ? 'is' : 'are'} forecast to go over`,
    ],
    notes: notesOf(budgets, limited),
    dataTime: latest(limited),
    chart: barChart(
      rows.flatMap(({ id, fields: { used } }) =>
        typeof used === 'number' ? [{ label: id, value: used }] : [],
      ),
      { title: 'Used share of the limit by budget', unit: '%', name: 'Used' },
    ),
  };
}

function notesOf(budgets: readonly Budget[], limited: readonly Budget[]): readonly string[] {
  const targets = budgets.length - limited.length;
  const unknown = limited.filter(({ actual, fault }) => actual === null && fault === null).length;
  return [
    'These are the budgets of the management account; those that member accounts keep for themselves are not seen.',
    ...(targets === 0
      ? []
      : [`Budgets of utilisation or coverage have a target, not a limit: ${targets} left out.`]),
    ...(unknown === 0
      ? []
      : [`AWS has not worked out every budget yet: ${unknown} without figures.`]),
  ];
}

function latest(budgets: readonly Budget[]): string | null {
  return (
    budgets
      .flatMap(({ updated }) => updated ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}
