import type { Period } from '../../../pipeline-server/contracts/analysis.ts';
import type { CostAnomaly } from '../../aws/cost-reader.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import { lastDays } from '../periods.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { totalRow } from '../total-row.ts';

/** AWS keeps anomalies for 90 days. */
const KEPT_DAYS = 90;
const LEAST_IMPACT = 10;

/** `cost.anomalies`: what AWS Cost Anomaly Detection found. */
export const costAnomalies = defineAnalyzer<readonly CostAnomaly[]>({
  id: 'cost.anomalies',
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
    headlines: [
      { label: 'Anomalies', value: rows.length, kind: 'number', source: request.entry.source },
    ],
    notes: [
      `Anomalies of ${LEAST_IMPACT} USD or more; AWS keeps them for ${KEPT_DAYS} days. Account and service are the first root cause that AWS names.`,
      ...tagsIgnoredNote(request.parameters),
    ],
    period: anomalyPeriod(request),
  }),
});

function anomalyPeriod({ parameters, now }: AnalysisRequest): Period {
  return parameters.period ?? lastDays(now, Math.min(parameters.days ?? KEPT_DAYS, KEPT_DAYS));
}

/** Largest impact first. Pure. */
export function anomalyRows(
  anomalies: readonly CostAnomaly[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const services = new Set(parameters.services);
  const rows = anomalies
    .filter(({ impact }) => impact >= LEAST_IMPACT)
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
      currency: 'USD',
    },
    evidence: [anomaly.evidence],
  });
}

function rounded(amount: number | null): number | null {
  return amount === null ? null : roundedAmount(exactNumber(amount));
}
