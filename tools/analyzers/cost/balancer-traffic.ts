import { AnalysisError, type CoverageGap } from '../../../pipeline-server/contracts/analysis.ts';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import type { MetricQuery, MetricSeries, MetricsReader } from '../../aws/metrics-reader.ts';
import { groupedBy } from '../group-by.ts';

/** Metrics over whole days; `start` and `end` are days, `end` is not counted. */
export interface Days {
  readonly start: string;
  readonly end: string;
}

/** A load balancer with what went through it; `busiest` is the day with most. */
export interface BalancerTraffic {
  readonly balancer: ConfigRow;
  /** Requests (application) or new flows (network) of the busiest day. */
  readonly busiest: number;
  /** Over all days. */
  readonly total: number;
  /** Flows that stay open, on average over the busiest day; 0 for an application load balancer. */
  readonly open: number;
  readonly evidence: readonly string[];
}

/** What is known of traffic, and where it is not known. */
export interface Traffic {
  readonly seen: readonly BalancerTraffic[];
  readonly unseen: readonly Omit<CoverageGap, 'accountName'>[];
}

interface Measured {
  readonly balancer: ConfigRow;
  readonly series: readonly MetricSeries[];
}

/** Metrics of a kind of load balancer: what is counted, then what stays open. */
const METRICS = {
  application: [{ namespace: 'AWS/ApplicationELB', metric: 'RequestCount', stat: 'Sum' }],
  network: [
    { namespace: 'AWS/NetworkELB', metric: 'NewFlowCount', stat: 'Sum' },
    { namespace: 'AWS/NetworkELB', metric: 'ActiveFlowCount', stat: 'Average' },
  ],
} as const;

/** The kind whose traffic is counted; null for others (gateway). */
function kindOf(balancer: ConfigRow): keyof typeof METRICS | null {
  const type = textAt(balancer, 'configuration.type');
  return type === 'application' || type === 'network' ? type : null;
}

/** Reads the traffic of load balancers, Region by Region. */
export async function readTraffic(
  metrics: MetricsReader,
  balancers: readonly ConfigRow[],
  days: Days,
): Promise<Traffic> {
  const counted = balancers.filter((row) => kindOf(row) !== null && row.accountId !== null);
  const regions = groupedBy(counted, ({ region }) => region ?? '');
  const parts = await Promise.all(
    [...regions].map(([region, rows]) => readRegion(metrics, rows, { region, ...days })),
  );
  return {
    seen: parts.flatMap(({ seen }) => seen),
    unseen: parts.flatMap(({ unseen }) => unseen),
  };
}

async function readRegion(
  metrics: MetricsReader,
  balancers: readonly ConfigRow[],
  where: Days & { readonly region: string },
): Promise<Traffic> {
  const { region, start, end } = where;
  const queries = balancers.map(queriesOf);
  const series = await metrics.daily({
    region,
    start: `${start}T00:00:00Z`,
    end: `${end}T00:00:00Z`,
    queries: queries.flat(),
  });
  let taken = 0;
  const measured = balancers.map((balancer, position): Measured => {
    const from = taken;
    taken += queries[position]?.length ?? 0;
    return { balancer, series: series.slice(from, taken) };
  });
  const accounts = [...groupedBy(measured, ({ balancer }) => balancer.accountId ?? '')];
  const parts = await Promise.all(
    accounts.map(([accountId, rows]) => judgeAccount(metrics, rows, { region, accountId })),
  );
  return {
    seen: parts.flatMap(({ seen }) => seen),
    unseen: parts.flatMap(({ unseen }) => unseen),
  };
}

function queriesOf(balancer: ConfigRow): readonly MetricQuery[] {
  const arn = textAt(balancer, 'configuration.loadBalancerArn') ?? '';
  const value = arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
  const dimension = { name: 'LoadBalancer', value };
  return METRICS[kindOf(balancer) ?? 'network'].map((metric) => ({
    ...metric,
    accountId: balancer.accountId ?? '',
    dimension,
  }));
}

/**
 * A load balancer without traffic reports nothing at all, and neither does an account that shares no metrics. Silence
 * of a whole account counts as idle only where the account is known to share.
 */
async function judgeAccount(
  metrics: MetricsReader,
  rows: readonly Measured[],
  place: { readonly region: string; readonly accountId: string },
): Promise<Traffic> {
  const series = rows.flatMap((row) => row.series);
  const problem = series.find((each) => each.problem !== null)?.problem ?? null;
  const silent = series.every(({ values }) => values.length === 0);
  const why = problem ?? (silent ? await silenceOf(metrics, place) : null);
  if (why === null) return { seen: rows.map(trafficOf), unseen: [] };
  return { seen: [], unseen: [{ ...place, reason: 'not-enrolled', detail: why }] };
}

async function silenceOf(
  metrics: MetricsReader,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): Promise<string | null> {
  try {
    return (await metrics.isShared(region, accountId)) ? null : NOT_SHARED;
  } catch (error) {
    if (error instanceof AnalysisError && error.code !== 'aborted') return error.message;
    throw error;
  }
}

const NOT_SHARED = 'CloudWatch metrics are not shared with the account that this server uses.';

function trafficOf({ balancer, series: [counts, open] }: Measured): BalancerTraffic {
  const values = counts?.values ?? [];
  return {
    balancer,
    busiest: Math.max(0, ...values),
    total: values.reduce((sum, value) => sum + value, 0),
    open: Math.max(0, ...(open?.values ?? [])),
    evidence: [balancer.evidence, ...(counts?.evidence ?? []), ...(open?.evidence ?? [])],
  };
}
