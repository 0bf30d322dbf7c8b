import type { AllocationTag, AnomalyMonitor } from '../../aws/cost-settings-reader.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { totalRow } from '../total-row.ts';

/** The tag keys that the bill should know. */
const REQUIRED = ['CostCentre', 'Environment', 'Owner', 'Team'];

/** `cost.tags.inactive`: required tag keys that the bill cannot be cut by. */
const inactiveTags = defineAnalyzer<readonly AllocationTag[]>({
  id: 'cost.tags.inactive',
  finds: {
    one: 'required tag key that is not active on the bill',
    many: 'required tag keys that are not active on the bill',
  },
  columns: [
    column('tag', 'Tag key'),
    column('status', 'Status'),
    column('lastUsed', 'Last used', 'date'),
    SEVERITY,
  ],
  advice: {
    verb: 'Activate',
    one: 'cost-allocation tag key',
    many: 'cost-allocation tag keys',
    action:
      'Activate the key under Billing > Cost allocation tags; it works from then on, and for up to a year back on request.',
    effort: 'low',
    basis: 'aws',
  },
  read: (readers) => readers.costSettings.allocationTags(),
  rows: inactiveTagRows,
  summarise: () => ({
    headlines: [],
    notes: [
      `Required: ${REQUIRED.join(', ')}. Keys are compared letter by letter, as on the bill.`,
    ],
    chart: null,
  }),
});

/** Required keys that are inactive, or that no resource has. Pure. */
export function inactiveTagRows(
  tags: readonly AllocationTag[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const known = new Map(tags.map((tag) => [tag.key, tag]));
  const missing = REQUIRED.filter((key) => known.get(key)?.status !== 'Active');
  return ordered(
    missing.map((key) =>
      totalRow({
        id: key,
        severity: severityOf(entry),
        fields: {
          tag: key,
          status: known.get(key)?.status ?? 'not on any resource',
          lastUsed: known.get(key)?.lastUsed?.slice(0, 10) ?? null,
        },
        evidence: [...new Set(tags.map(({ evidence }) => evidence))],
      }),
    ),
  );
}

/** `cost.anomaly.monitors`: a bill that nobody watches, and monitors that tell nobody. */
const anomalyMonitors = defineAnalyzer<readonly AnomalyMonitor[]>({
  id: 'cost.anomaly.monitors',
  finds: { one: 'gap in anomaly detection', many: 'gaps in anomaly detection' },
  columns: [column('monitor', 'Monitor'), column('problem', 'Problem'), SEVERITY],
  advice: {
    verb: 'Close',
    one: 'gap in anomaly detection',
    many: 'gaps in anomaly detection',
    action:
      'Add a monitor over all AWS services, and a subscription for each monitor; both are free.',
    effort: 'low',
    basis: 'aws',
  },
  read: (readers) => readers.costSettings.anomalyMonitors(),
  rows: monitorRows,
  summarise: (_rows, monitors, { entry }) => ({
    headlines: [
      { label: 'Monitors', value: monitors.length, kind: 'number', source: entry.source },
    ],
    notes: [],
    chart: null,
  }),
});

/** Monitors without a subscription, and the want of a monitor over all services. Pure. */
export function monitorRows(
  monitors: readonly AnomalyMonitor[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const severity = severityOf(entry);
  const silent = monitors.filter(({ subscribed }) => !subscribed);
  const rows = silent.map(({ id, name, evidence }) =>
    totalRow({ id, severity, fields: { monitor: name, problem: 'No subscription' }, evidence }),
  );
  if (monitors.some(({ type, dimension }) => type === 'DIMENSIONAL' && dimension === 'SERVICE'))
    return ordered(rows);
  const evidence = [...new Set(monitors.flatMap((each) => each.evidence))];
  const fields = { monitor: null, problem: 'No monitor over all AWS services' };
  return ordered([...rows, totalRow({ id: 'no service monitor', severity, fields, evidence })]);
}

/** What is missing in the payer's set-up of Cost Explorer. */
export const COST_SETTING_ANALYZERS: readonly Analyzer[] = [inactiveTags, anomalyMonitors];
