import type { Chart, Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { Efficiency, EfficiencyMonth } from '../../aws/efficiency-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { byNumberAscending, ordered } from '../order.ts';
import { longMonth } from '../period-words.ts';
import { addMonths, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { counted, type Noun, numberFigure, percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

interface EfficiencyData {
  readonly organization: readonly Efficiency[];
  readonly accounts: readonly Efficiency[];
}

/** Whole months that are read. */
const MONTHS = 6;

/** Cost Optimization Hub names no currency here; it works in USD throughout. */
const CURRENCY = 'USD';

const SCORED: Noun = { one: 'account', many: 'accounts' };

/** `cost.efficiency.score`: AWS's cost efficiency of each account, and how it moves from month to month. */
export const costEfficiency = defineAnalyzer<EfficiencyData>({
  id: 'cost.efficiency.score',
  finds: { one: 'account with a score', many: 'accounts with a score' },
  groupings: ['account'],
  columns: [
    ACCOUNT,
    column('month', 'Month'),
    column('score', 'Score', 'percent'),
    column('before', 'Month before', 'percent'),
    column('change', 'Change (points)', 'number'),
    column('possible', 'Possible saving', 'money'),
    column('spend', 'Optimizable spend', 'money'),
    SEVERITY,
  ],
  advice: null,
  read: readEfficiency,
  rows: efficiencyRows,
  summarise: efficiencySummary,
});

async function readEfficiency(
  { efficiency }: Readers,
  { now }: AnalysisRequest,
): Promise<EfficiencyData> {
  const end = monthStart(now);
  const span = { start: addMonths(end, -MONTHS).slice(0, 7), end: end.slice(0, 7) };
  const [organization, accounts] = await Promise.all([
    efficiency.ofOrganization(span),
    efficiency.ofAccounts(span),
  ]);
  return { organization, accounts };
}

/** One row for each account that AWS scores, the deepest fall first. Pure. */
export function efficiencyRows(
  { accounts }: EfficiencyData,
  request: AnalysisRequest,
): readonly Row[] {
  const { entry } = request;
  const rows = accounts.flatMap((account) => {
    const last = account.months.at(-1);
    if (last === undefined) return [];
    const before = monthBefore(account.months, last);
    const change = before === null ? null : pointsBetween(before, last);
    return [
      totalRow({
        id: account.accountId ?? 'unknown account',
        accountId: account.accountId,
        severity:
          (change ?? 0) < -thresholdOf(request, 'points') ? severityOf(entry) : 'INFORMATIONAL',
        fields: {
          month: monthName(`${last.month}-01`),
          score: percentOf(last),
          before: before === null ? null : percentOf(before),
          change,
          possible: last.savings,
          spend: last.spend,
          currency: CURRENCY,
        },
        evidence: [account.evidence],
      }),
    ];
  });
  return ordered(rows, byNumberAscending('change'), byNumberAscending('score'));
}

/** The month just before; a month that AWS left out is not bridged. */
function monthBefore(
  months: readonly EfficiencyMonth[],
  last: EfficiencyMonth,
): EfficiencyMonth | null {
  const wanted = addMonths(`${last.month}-01`, -1).slice(0, 7);
  return months.find(({ month }) => month === wanted) ?? null;
}

function pointsBetween(before: EfficiencyMonth, last: EfficiencyMonth): number {
  return Math.round((percentOf(last) - percentOf(before)) * 10) / 10;
}

/**
 * The score in percent. AWS defines it as 1 - savings ÷ spend, and does not document whether it is given as a share or
 * in percent; the reading that is nearer to the definition is taken.
 */
export function percentOf({ score, savings, spend }: EfficiencyMonth): number {
  if (spend <= 0) return score <= 1 ? score * 100 : score;
  const defined = 100 * (1 - savings / spend);
  const isShare = Math.abs(score * 100 - defined) < Math.abs(score - defined);
  return isShare ? score * 100 : score;
}

function efficiencySummary(
  rows: readonly Row[],
  data: EfficiencyData,
  request: AnalysisRequest,
): Summary {
  const { source } = request.entry;
  const months = data.organization[0]?.months ?? [];
  const last = months.at(-1);
  const fallen = rows.filter(({ severity }) => severity !== 'INFORMATIONAL').length;
  return {
    headlines: [
      ...(last === undefined
        ? []
        : [
            {
              label: 'Score of the organization',
              value: percentOf(last),
              kind: 'percent' as const,
              source,
            },
          ]),
      { label: 'Accounts that fell', value: fallen, kind: 'number', source },
      { label: 'Accounts scored', value: rows.length, kind: 'number', source },
    ],
    sentence: sentenceOf(months, {
      fallen,
      scored: rows.length,
      points: thresholdOf(request, 'points'),
    }),
    notes: notesOf(data),
    chart: trendChart(months),
  };
}

interface Fallen {
  readonly fallen: number;
  readonly scored: number;
  /** By more points than these. */
  readonly points: number;
}

/** "Cost efficiency was 91.2 % in October 2026 (September: 92.0 %); 1 of 12 accounts fell by more than 5 points". */
function sentenceOf(
  months: readonly EfficiencyMonth[],
  { fallen, scored, points }: Fallen,
): Sentence {
  const last = months.at(-1);
  const accounts = [
    numberFigure(fallen),
    ' of ',
    ...counted(scored, SCORED),
    ` fell by more than ${points} points`,
  ];
  if (last === undefined) return ['AWS gives no score for the organization; ', ...accounts];
  const before = monthBefore(months, last);
  const name = longMonth(`${last.month}-01`);
  return [
    'Cost efficiency was ',
    strong(percentFigure(percentOf(last))),
    ` in ${name}`,
    ...(before === null ? [] : [' (', percentFigure(percentOf(before)), ' the month before)']),
    '; ',
    ...accounts,
  ];
}

function notesOf({ accounts }: EfficiencyData): readonly string[] {
  const without = accounts.filter(({ months }) => months.length === 0);
  const reasons = [...new Set(without.flatMap(({ message }) => message ?? []))];
  return [
    'The score is AWS’s own: 1 - possible saving ÷ optimizable spend, net and amortized, without credits and refunds. It knows only what Cost Optimization Hub can recommend on.',
    ...(without.length === 0
      ? []
      : [
          `Not scored by AWS: ${without.length} (${reasons.join(' ').replace(/\.$/, '') || 'no reason given'}).`,
        ]),
  ];
}

function trendChart(months: readonly EfficiencyMonth[]): Chart | null {
  if (months.length < 2) return null;
  return {
    kind: 'line',
    title: 'Cost efficiency of the organization by month',
    unit: '%',
    labels: months.map(({ month }) => monthName(`${month}-01`)),
    series: [{ name: 'Score', values: months.map(percentOf) }],
  };
}
