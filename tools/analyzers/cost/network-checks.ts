import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import { type Among, type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { groupedBy } from '../group-by.ts';
import { thresholdOf } from '../thresholds.ts';
import { HOURS_PER_MONTH, type UnitPrices } from '../unit-prices.ts';

const LISTENERS =
  "SELECT accountId, awsRegion, configuration.LoadBalancerArn WHERE resourceType = 'AWS::ElasticLoadBalancingV2::Listener'";

/** A month of something that is charged by the hour. */
function monthOf(usageType: string) {
  return (row: ConfigRow, prices: UnitPrices) =>
    prices.priceOf(usageType, row.region, HOURS_PER_MONTH);
}

function vpcOf(row: ConfigRow): string {
  return `${row.accountId}/${row.region}/${textAt(row, 'configuration.vpcId')}`;
}

/** Endpoints whose service has one in many VPCs of the same Region. Pure. */
function repeatedEndpoints(rows: readonly ConfigRow[], { request }: Among): readonly ConfigRow[] {
  const sharedFrom = thresholdOf(request, 'vpcs');
  const services = groupedBy(
    rows,
    (row) => `${row.region}/${textAt(row, 'configuration.serviceName')}`,
  );
  return [...services.values()]
    .filter((members) => new Set(members.map(vpcOf)).size >= sharedFrom)
    .flat();
}

/** Load balancers that no listener names. Pure. */
function withoutListener(
  balancers: readonly ConfigRow[],
  listeners: readonly ConfigRow[],
): readonly ConfigRow[] {
  const listened = new Set(listeners.map((row) => textAt(row, 'configuration.LoadBalancerArn')));
  return balancers.filter((row) => !listened.has(textAt(row, 'configuration.loadBalancerArn')));
}

/** Network parts that cost by the hour. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cost.publicipv4',
    finds: { one: 'public IPv4 address in use', many: 'public IPv4 addresses in use' },
    shows: [
      { field: 'address', title: 'Address', path: 'configuration.association.publicIp' },
      { field: 'interface', title: 'Interface', path: 'configuration.interfaceType' },
      { field: 'description', title: 'Used by', path: 'configuration.description' },
    ],
    keep: (row) => textAt(row, 'configuration.association.publicIp') !== null,
    cost: monthOf('PublicIPv4:InUseAddress'),
    advice: null,
    notes: ['AWS charges every public IPv4 address since February 2024, in use or not.'],
  },
  {
    id: 'cost.vpce.interface',
    finds: {
      one: 'interface endpoint that many VPCs repeat',
      many: 'interface endpoints that many VPCs repeat',
    },
    shows: [
      { field: 'service', title: 'Service', path: 'configuration.serviceName' },
      { field: 'vpc', title: 'VPC', path: 'configuration.vpcId' },
    ],
    computes: [
      {
        field: 'zones',
        title: 'Subnets',
        kind: 'number',
        value: (row) => textsAt(row, 'configuration.subnetIds').length,
      },
    ],
    among: repeatedEndpoints,
    cost: (row, prices) => {
      const subnets = textsAt(row, 'configuration.subnetIds').length;
      return prices.priceOf('VpcEndpoint-Hours', row.region, subnets * HOURS_PER_MONTH);
    },
    advice: {
      verb: 'Share',
      one: 'repeated interface endpoint',
      many: 'repeated interface endpoints',
      action:
        'Keep one endpoint for each service in a shared network VPC, reached through the transit gateway and a private hosted zone.',
      effort: 'high',
    },
    notes: [
      'Endpoints whose service has one in as many VPCs of the same Region, over all accounts asked for. Traffic is not part of the cost.',
    ],
  },
  {
    id: 'cost.elb.classic',
    finds: {
      one: 'Classic load balancer without instances',
      many: 'Classic load balancers without instances',
    },
    doing: 'deleting {them}',
    shows: [
      { field: 'created', title: 'Created', path: 'configuration.createdTime', kind: 'date' },
    ],
    keep: (row) => textsAt(row, 'configuration.instances.instanceId').length === 0,
    saving: monthOf('LoadBalancerUsage'),
    advice: {
      verb: 'Delete',
      one: 'Classic load balancer without instances',
      many: 'Classic load balancers without instances',
      action: 'Check that no DNS name points at it and no Auto Scaling group uses it; delete it.',
      effort: 'low',
    },
  },
  {
    id: 'cost.elbv2.nolistener',
    finds: { one: 'load balancer without a listener', many: 'load balancers without a listener' },
    doing: 'deleting {them}',
    shows: [
      { field: 'kind', title: 'Type', path: 'configuration.type' },
      { field: 'created', title: 'Created', path: 'configuration.createdTime', kind: 'date' },
    ],
    beside: LISTENERS,
    among: (rows, { beside }) => withoutListener(rows, beside),
    saving: monthOf('LoadBalancerUsage'),
    advice: {
      verb: 'Delete',
      one: 'load balancer without a listener',
      many: 'load balancers without a listener',
      action: 'Nothing can reach it: delete it, or add the listener that is missing.',
      effort: 'low',
    },
    notes: ['Where Config does not record listeners, a load balancer looks as if it had none.'],
  },
  {
    id: 'cost.apigw.cache',
    finds: { one: 'API stage with a paid cache', many: 'API stages with a paid cache' },
    shows: [
      { field: 'size', title: 'GB', path: 'configuration.cacheClusterSize', kind: 'number' },
      { field: 'status', title: 'Status', path: 'configuration.cacheClusterStatus' },
    ],
    advice: {
      verb: 'Review',
      one: 'API cache',
      many: 'API caches',
      action: 'Compare CacheHitCount with CacheMissCount; turn off a cache that is hardly hit.',
      effort: 'low',
    },
    notes: ['A cache is charged by the hour and size, whether it is used or not.'],
  },
];

/** Cost checks over network resources in Config. */
export const NETWORK_COST_ANALYZERS = CHECKS.map(defineConfigCheck);
