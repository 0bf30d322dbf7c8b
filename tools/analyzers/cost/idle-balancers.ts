import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, SAVING, SEVERITY } from '../columns.ts';
import { bySaving, ordered } from '../order.ts';
import { ownSaving } from '../own-saving.ts';
import { lastDays } from '../periods.ts';
import type { Row } from '../row.ts';
import { thresholdOf } from '../thresholds.ts';
import { HOURS_PER_MONTH, readUnitPrices, type UnitPrices } from '../unit-prices.ts';
import { type BalancerTraffic, readTraffic, type Traffic } from './balancer-traffic.ts';

interface IdleBalancers extends Traffic {
  readonly prices: UnitPrices;
}

/** Trusted Advisor's measure for load balancers: fewer requests on each of so many days. */
const DAYS = 7;

/** On average so many flows stay open through a network load balancer that is in use. */
const OPEN_FLOWS = 1;

const BALANCERS =
  "SELECT resourceId, resourceName, accountId, awsRegion, tags, configuration.loadBalancerArn, configuration.type, configuration.createdTime WHERE resourceType = 'AWS::ElasticLoadBalancingV2::LoadBalancer'";

/** `cost.elbv2.idle`: application and network load balancers with next to no traffic. */
export const idleBalancers = defineAnalyzer<IdleBalancers>({
  id: 'cost.elbv2.idle',
  finds: { one: 'idle load balancer', many: 'idle load balancers' },
  columns: [
    NAME,
    ACCOUNT,
    REGION,
    column('kind', 'Kind'),
    column('busiest', 'Busiest day', 'number'),
    column('total', `Total of ${DAYS} days`, 'number'),
    column('created', 'Created', 'date'),
    SAVING,
    SEVERITY,
  ],
  advice: {
    verb: 'Delete',
    one: 'idle load balancer',
    many: 'idle load balancers',
    action:
      'Check that no DNS name points at it and that its traffic is not seasonal; then delete it with its target groups.',
    effort: 'low',
    basis: 'own',
  },
  read: readIdleBalancers,
  rows: idleBalancerRows,
  summarise: idleBalancerSummary,
});

async function readIdleBalancers(
  readers: Readers,
  { parameters, now }: AnalysisRequest,
): Promise<IdleBalancers> {
  const [balancers, prices] = await Promise.all([
    readers.config.select(BALANCERS, parameters),
    readUnitPrices(readers, now),
  ]);
  const { start, end } = lastDays(now, DAYS);
  const old = balancers.filter((row) => createdOn(row) < start);
  const traffic = await readTraffic(readers.metrics, old, { start, end });
  if (traffic.seen.length === 0 && traffic.unseen.length > 0) throw nothingSeen(traffic);
  return { ...traffic, prices };
}

/** A load balancer that is younger than what is looked at is not judged; one without a date is. */
function createdOn(row: ConfigRow): string {
  return textAt(row, 'configuration.createdTime')?.slice(0, 10) ?? '';
}

function nothingSeen({ unseen }: Traffic): AnalysisError {
  return new AnalysisError(
    'unavailable',
    `cloudwatch:GetMetricData shows no metrics of any account with load balancers (${unseen[0]?.detail}) Make the account that this server uses a CloudWatch monitoring account, and share the metrics of the member accounts with it in each Region; or let it ask them with aws.memberRole.`,
  );
}

/** Load balancers below the measure on every day, the dearest first. Pure. */
function idleBalancerRows(
  { seen, prices }: IdleBalancers,
  request: AnalysisRequest,
): readonly Row[] {
  const most = thresholdOf(request, 'requests');
  const idle = seen.filter(({ busiest, open }) => busiest < most && open < OPEN_FLOWS);
  return ordered(
    idle.map((each) => toRow(each, prices, severityOf(request.entry))),
    bySaving,
  );
}

function toRow(
  { balancer, busiest, total, evidence }: BalancerTraffic,
  prices: UnitPrices,
  severity: Row['severity'],
): Row {
  const { accountId, region, resourceId, resourceName, tags } = balancer;
  return {
    id: resourceId ?? `${accountId}/${region}/${resourceName}`,
    severity,
    accountId,
    region,
    resourceId,
    resourceType: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    tags,
    monthlySaving: prices.priceOf('LoadBalancerUsage', region, HOURS_PER_MONTH),
    fields: {
      name: resourceName,
      kind: textAt(balancer, 'configuration.type'),
      busiest: Math.round(busiest),
      total: Math.round(total),
      created: createdOn(balancer) || null,
    },
    evidence,
  };
}

function idleBalancerSummary(
  rows: readonly Row[],
  { seen, unseen }: IdleBalancers,
  request: AnalysisRequest,
): Summary {
  const { entry, accounts } = request;
  const { source } = entry;
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const { headlines, clause } = ownSaving(rows, 'deleting {them}', source);
  return {
    headlines: [
      ...headlines,
      { label: 'Load balancers measured', value: seen.length, kind: 'number', source },
    ],
    clause,
    gaps: unseen.map((gap) => ({ ...gap, accountName: names.get(gap.accountId) ?? gap.accountId })),
    notes: [
      `Idle: fewer than ${thresholdOf(request, 'requests')} requests (application) or new flows (network) on each of the last ${DAYS} days, and no flow that stays open. Younger and gateway load balancers are left out. The saving is the hourly charge at your own unit price.`,
    ],
  };
}
