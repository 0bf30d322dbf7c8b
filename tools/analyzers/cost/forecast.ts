import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { Chart, Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { CostLine, ForecastLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { longMonth } from '../period-words.ts';
import { addMonths, dayOf, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';

interface ForecastData {
  /** Months so far: the last whole one and the open one. */
  readonly history: readonly CostLine[];
  readonly forecast: readonly ForecastLine[];
}

/** Months ahead, the open one not counted. */
const MONTHS_AHEAD = 3;
/** AWS forecasts eighteen months at most. */
const FARTHEST = 18;

/** `cost.forecast`: AWS's forecast to the end of the month and for the months after. */
export const costForecast = defineAnalyzer<ForecastData>({
  id: 'cost.forecast',
  finds: { one: 'forecast', many: 'forecasts' },
  title: (request) => scopedTitle('Cost forecast by month', request),
  groupings: ['month'],
  columns: [
    column('month', 'Month'),
    column('cost', 'Forecast', 'money'),
    column('lower', 'Low (80 %)', 'money'),
    column('upper', 'High (80 %)', 'money'),
  ],
  advice: null,
  read: readForecast,
  rows: forecastRows,
  summarise: forecastSummary,
});

async function readForecast(readers: Readers, request: AnalysisRequest): Promise<ForecastData> {
  const { parameters, now } = request;
  const filter = spendFilter(parameters);
  const today = dayOf(now);
  const [history, forecast] = await Promise.all([
    readers.cost.usage({
      span: { start: addMonths(monthStart(now), -1), end: today },
      granularity: 'MONTHLY',
      groupBy: [],
      filter,
    }),
    readers.cost.forecast({
      span: { start: today, end: endOf(request) },
      granularity: 'MONTHLY',
      filter,
    }),
  ]);
  return { history, forecast };
}

function endOf({ parameters, now }: AnalysisRequest): string {
  const usual = addMonths(monthStart(now), MONTHS_AHEAD + 1);
  const asked = parameters.period?.end ?? usual;
  if (asked <= dayOf(now)) {
    throw new AnalysisError(
      'bad-parameter',
      'A forecast is about days to come: name a month that is not over.',
    );
  }
  const farthest = addMonths(monthStart(now), FARTHEST);
  return asked > farthest ? farthest : asked;
}

/** One row for each month; the open one is what was spent plus what is forecast for the rest. Pure. */
export function forecastRows(
  { history, forecast }: ForecastData,
  request: AnalysisRequest,
): readonly Row[] {
  const { entry, now } = request;
  const limit = exactNumber(100 + thresholdOf(request, 'percent'));
  const spent = spentIn(history, monthStart(now));
  const last = spentIn(history, addMonths(monthStart(now), -1));
  return forecast.map((line) => {
    const open = line.start.slice(0, 7) === dayOf(now).slice(0, 7);
    const add = open ? spent : 0n;
    const cost = line.mean + add;
    const rises = last > 0n && cost * exactNumber(100) > last * limit;
    return totalRow({
      id: line.start,
      severity: rises ? severityOf(entry) : 'INFORMATIONAL',
      fields: {
        month: monthName(line.start),
        cost: roundedAmount(cost),
        lower: line.lower === null ? null : roundedAmount(line.lower + add),
        upper: line.upper === null ? null : roundedAmount(line.upper + add),
        currency: line.currency,
      },
      evidence: [line.evidence],
    });
  });
}

/** Cost of the month that begins on the day. */
function spentIn(history: readonly CostLine[], start: string): ExactAmount {
  return history
    .filter((line) => line.start.slice(0, 7) === start.slice(0, 7))
    .reduce((sum, { cost }) => sum + cost, 0n);
}

function forecastSummary(
  rows: readonly Row[],
  { history }: ForecastData,
  request: AnalysisRequest,
): Summary {
  const { source } = request.entry;
  const currency = String(rows[0]?.fields['currency'] ?? 'USD');
  const money = { kind: 'money', currency, source } as const;
  const known = knownMonths(history, request.now);
  return {
    headlines: [
      { label: known.lastName, value: known.last, ...money },
      { label: 'This month so far', value: known.soFar, ...money },
      ...rows.slice(0, 1).map(({ fields, id }) => ({
        label: `Forecast for ${longMonth(id)}`,
        value: Number(fields['cost']),
        ...money,
      })),
    ],
    sentence: forecastSentence(rows, { ...known, currency }, request),
    notes: [
      'The forecast is AWS’s own, from past costs; it knows nothing of plans. Credits, refunds and tax are left out.',
    ],
    chart: forecastChart(rows, currency),
    estimated: true,
  };
}

interface KnownMonths {
  readonly lastName: string;
  readonly last: number;
  readonly soFar: number;
}

function knownMonths(history: readonly CostLine[], now: Date): KnownMonths {
  const start = addMonths(monthStart(now), -1);
  return {
    lastName: longMonth(start),
    last: roundedAmount(spentIn(history, start)),
    soFar: roundedAmount(spentIn(history, monthStart(now))),
  };
}

/** "USD 430,000.00 is the forecast for November 2026 (USD 310,000.00 so far; October 2026 was USD 412,000.00)". */
function forecastSentence(
  [first]: readonly Row[],
  known: KnownMonths & { readonly currency: string },
  request: AnalysisRequest,
): Sentence | undefined {
  if (first === undefined) return undefined;
  const { currency, lastName, last, soFar } = known;
  const isOpen = first.id.slice(0, 7) === dayOf(request.now).slice(0, 7);
  return [
    strong(moneyFigure(Number(first.fields['cost']), currency)),
    ` is the forecast for ${longMonth(first.id)}${forScope(request)} (`,
    ...(isOpen ? [moneyFigure(soFar, currency), ' so far; '] : []),
    `${lastName} was `,
    moneyFigure(last, currency),
    ')',
  ];
}

function forecastChart(rows: readonly Row[], currency: string): Chart | null {
  if (rows.length < 2) return null;
  const names = { cost: 'Forecast', lower: 'Low (80 %)', upper: 'High (80 %)' };
  return {
    kind: 'line',
    title: 'Forecast by month',
    unit: currency,
    labels: rows.map(({ fields }) => String(fields['month'])),
    series: Object.entries(names).map(([field, name]) => ({
      name,
      values: rows.map(({ fields }) => (fields[field] === null ? null : Number(fields[field]))),
    })),
  };
}
