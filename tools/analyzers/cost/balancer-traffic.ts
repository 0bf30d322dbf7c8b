import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { CoverageGap } from '../../../pipeline-server/contracts/findings.ts';
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
  const measured = await measure(metrics, balancers, where);
  const accounts = [...groupedBy(measured, ({ balancer }) => balancer.accountId ?? '')];
  const parts = await Promise.all(
    accounts.map(([accountId, rows]) => judgeAccount(metrics, rows, { ...where, accountId })),
  );
  return {
    seen: parts.flatMap(({ seen }) => seen),
    unseen: parts.flatMap(({ unseen }) => unseen),
  };
}

async function measure(
  metrics: MetricsReader,
  balancers: readonly ConfigRow[],
  { start, end, ...where }: Days & { readonly region: string; readonly member?: string },
): Promise<readonly Measured[]> {
  const queries = balancers.map(queriesOf);
  const series = await metrics.daily({
    ...where,
    start: `${start}T00:00:00Z`,
    end: `${end}T00:00:00Z`,
    queries: queries.flat(),
  });
  let taken = 0;
  return balancers.map((balancer, position): Measured => {
    const from = taken;
    taken += queries[position]?.length ?? 0;
    return { balancer, series: series.slice(from, taken) };
  });
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

/** The days of one account's metrics in a Region. */
type Place = Days & { readonly region: string; readonly accountId: string };

/**
 * A load balancer without traffic reports nothing at all, and neither does an account that shares no metrics. Silence
 * of a whole account counts as idle only where the account is known to share; else the account is asked itself.
 */
async function judgeAccount(
  metrics: MetricsReader,
  rows: readonly Measured[],
  place: Place,
): Promise<Traffic> {
  const unseen = await reasonOf(async () => {
    const problem = problemOf(rows);
    if (problem !== null || !isSilent(rows)) return problem;
    return (await metrics.isShared(place.region, place.accountId)) ? null : NOT_SHARED;
  });
  return unseen === null
    ? { seen: rows.map(trafficOf), unseen: [] }
    : askAccount(metrics, rows, { ...place, unseen });
}

/** What the account says of itself; where it cannot be asked, both reasons make the gap. */
async function askAccount(
  metrics: MetricsReader,
  rows: readonly Measured[],
  { unseen, accountId, ...where }: Place & { readonly unseen: string },
): Promise<Traffic> {
  const balancers = rows.map(({ balancer }) => balancer);
  let own: readonly Measured[] = [];
  const refused = await reasonOf(async () => {
    own = await measure(metrics, balancers, { ...where, member: accountId });
    return problemOf(own);
  });
  if (refused === null) return { seen: own.map(trafficOf), unseen: [] };
  const { region } = where;
  const detail = `${unseen} ${refused}`;
  return { seen: [], unseen: [{ accountId, region, reason: 'not-enrolled', detail }] };
}

/** What a step found wrong, or why it failed; only a cancelled run and a fault of this program end the run. */
async function reasonOf(step: () => Promise<string | null>): Promise<string | null> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof AnalysisError && error.code !== 'aborted') return error.message;
    throw error;
  }
}

function problemOf(rows: readonly Measured[]): string | null {
  const series = rows.flatMap((row) => row.series);
  return series.find(({ problem }) => problem !== null)?.problem ?? null;
}

function isSilent(rows: readonly Measured[]): boolean {
  return rows.every(({ series }) => series.every(({ values }) => values.length === 0));
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
