import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import type { CostAnomaly } from '../../aws/cost-reader.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { lastDays } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** AWS keeps anomalies for 90 days. */
const KEPT_DAYS = 90;
/** AWS states impacts without a currency; they are in US dollars. */
const CURRENCY = 'USD';

/** `cost.anomalies`: what AWS Cost Anomaly Detection found. */
export const costAnomalies = defineAnalyzer<readonly CostAnomaly[]>({
  id: 'cost.anomalies',
  finds: { one: 'cost anomaly', many: 'cost anomalies' },
  measure: column('impact', 'Impact', 'money'),
  columns: [
    column('start', 'From', 'date'),
    column('end', 'To', 'date'),
    column('service', 'Service'),
    ACCOUNT,
    REGION,
    column('usageType', 'Usage type'),
    column('impact', 'Impact', 'money'),
    column('actual', 'Spent', 'money'),
    column('expected', 'Expected', 'money'),
  ],
  advice: {
    verb: 'Look into',
    one: 'cost anomaly',
    many: 'cost anomalies',
    action:
      'Ask the owner of the service what changed on that day, and tell AWS whether it was an anomaly.',
    effort: 'low',
    basis: 'aws',
  },
  read: (readers, request) => readers.cost.anomalies(anomalyPeriod(request)),
  rows: anomalyRows,
  summarise: (rows, _data, request) => ({
    ...impactWords(rows, request),
    notes: [
      [
        'Anomalies of ',
        moneyFigure(thresholdOf(request, 'amount'), CURRENCY),
        ` or more; AWS keeps them for ${KEPT_DAYS} days. Account and service are the first root cause that AWS names.`,
      ],
      ...tagsIgnoredNote(request.parameters),
    ],
    chart: impactChart(rows),
    period: anomalyPeriod(request),
  }),
});

/** "; USD 3,400.00 more than expected in all". */
function impactWords(
  rows: readonly Row[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'clause'> {
  const { source } = request.entry;
  const impacts = rows.map(({ fields }) => exactNumber(Number(fields['impact'])));
  const impact = roundedAmount(impacts.reduce((sum, each) => sum + each, 0n));
  return {
    headlines: [
      { label: 'Impact in all', value: impact, kind: 'money', currency: CURRENCY, source },
    ],
    clause: [
      ` ${inPeriod(anomalyPeriod(request))}, `,
      strong(moneyFigure(impact, CURRENCY)),
      ' above what AWS expected',
    ],
  };
}

function impactChart(rows: readonly Row[]): Chart | null {
  const services = [...groupedBy(rows, ({ fields }) => String(fields['service'] ?? 'unknown'))];
  const bars = services.map(([label, members]) => ({
    label,
    value: roundedAmount(
      members.reduce((sum, { fields }) => sum + exactNumber(Number(fields['impact'])), 0n),
    ),
  }));
  return barChart(bars, { title: 'Impact by service', unit: CURRENCY, name: 'Impact' });
}

function anomalyPeriod({ parameters, now }: AnalysisRequest): Period {
  return parameters.period ?? lastDays(now, Math.min(parameters.days ?? KEPT_DAYS, KEPT_DAYS));
}

/** Largest impact first. Pure. */
export function anomalyRows(
  anomalies: readonly CostAnomaly[],
  request: AnalysisRequest,
): readonly Row[] {
  const { entry, parameters } = request;
  const services = new Set(parameters.services);
  const rows = anomalies
    .filter(({ impact }) => impact >= thresholdOf(request, 'amount'))
    .map((anomaly) => anomalyRow(anomaly, severityOf(entry)))
    .filter(({ fields }) => services.size === 0 || services.has(String(fields['service'])));
  return ordered(rows, byNumber('impact'));
}

function anomalyRow(anomaly: CostAnomaly, severity: Row['severity']): Row {
  const [cause] = anomaly.causes;
  return totalRow({
    id: anomaly.id,
    severity,
    accountId: cause?.accountId ?? null,
    region: cause?.region ?? null,
    fields: {
      start: anomaly.start?.slice(0, 10) ?? null,
      end: anomaly.end?.slice(0, 10) ?? null,
      service: cause?.service ?? anomaly.dimensionValue,
      usageType: cause?.usageType ?? null,
      impact: roundedAmount(exactNumber(anomaly.impact)),
      actual: rounded(anomaly.actual),
      expected: rounded(anomaly.expected),
      currency: CURRENCY,
    },
    evidence: [anomaly.evidence],
  });
}

function rounded(amount: number | null): number | null {
  return amount === null ? null : roundedAmount(exactNumber(amount));
}
