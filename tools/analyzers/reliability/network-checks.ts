import { type ConfigRow, numberAt, objectsAt, textAt, textsAt } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { thresholdOf } from '../thresholds.ts';

/** Addresses that AWS keeps for itself in every subnet (VPC user guide, "Subnet sizing"). */
const RESERVED_ADDRESSES = 5;
/** Few free addresses alone are no finding in a subnet that is small by design. */
const SMALL_SUBNET = 64;

/** Usable addresses of a CIDR block, or null when it is none. */
function usableAddresses(cidr: string | null): number | null {
  const prefix = Number(/\/(\d{1,2})$/.exec(cidr ?? '')?.[1] ?? Number.NaN);
  return prefix <= 32 ? Math.max(0, 2 ** (32 - prefix) - RESERVED_ADDRESSES) : null;
}

/** Free addresses in percent of the usable ones, to one decimal. */
function freeShare(row: ConfigRow): number | null {
  const free = numberAt(row, 'configuration.availableIpAddressCount');
  const usable = usableAddresses(textAt(row, 'configuration.cidrBlock'));
  if (free === null || usable === null || usable === 0) return null;
  return Math.round((1000 * free) / usable) / 10;
}

function runsOut(row: ConfigRow, request: AnalysisRequest): boolean {
  const free = numberAt(row, 'configuration.availableIpAddressCount');
  const usable = usableAddresses(textAt(row, 'configuration.cidrBlock'));
  if (free === null || usable === null) return false;
  const isFew = free < thresholdOf(request, 'addresses');
  return 100 * free < thresholdOf(request, 'percent') * usable || (isFew && usable > SMALL_SUBNET);
}

function tunnelsUp(row: ConfigRow): number {
  return textsAt(row, 'configuration.vgwTelemetry.status').filter((status) => status === 'UP')
    .length;
}

/** Names that AMIs give to root devices (EC2 user guide, "Device names"). */
const ROOT_DEVICES = ['/dev/xvda', '/dev/sda1'];

function keepsRootVolume(row: ConfigRow): boolean {
  return objectsAt(row, 'configuration.attachments').some(
    ({ device, deleteOnTermination }) =>
      deleteOnTermination === false && ROOT_DEVICES.includes(String(device)),
  );
}

function servesTraffic(row: ConfigRow): boolean {
  return (
    textsAt(row, 'configuration.loadBalancerNames').length > 0 ||
    textsAt(row, 'configuration.targetGroupARNs').length > 0
  );
}

function zonesOf(row: ConfigRow): ReadonlySet<string> {
  return new Set(textsAt(row, 'configuration.availabilityZones.zoneName'));
}

/** What carries traffic, and whether it goes on when a part fails. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'rel.asg.healthcheck',
    finds: {
      one: 'Auto Scaling group that does not ask its load balancer for health',
      many: 'Auto Scaling groups that do not ask their load balancer for health',
    },
    shows: [{ field: 'check', title: 'Health check', path: 'configuration.healthCheckType' }],
    keep: servesTraffic,
    advice: {
      verb: 'Turn on load balancer health checks of',
      one: 'Auto Scaling group',
      many: 'Auto Scaling groups',
      action: 'Add the ELB health check, with a grace period that covers the start.',
      effort: 'low',
    },
  },
  {
    id: 'rel.vpn.tunnels',
    finds: { one: 'VPN connection with a tunnel down', many: 'VPN connections with a tunnel down' },
    computes: [{ field: 'up', title: 'Tunnels up', kind: 'number', value: tunnelsUp }],
    keep: (row) => tunnelsUp(row) < 2,
    severity: (row) => (tunnelsUp(row) === 0 ? 'HIGH' : 'MEDIUM'),
    advice: {
      verb: 'Repair',
      one: 'VPN connection',
      many: 'VPN connections',
      action: 'Bring both tunnels up, or delete connections that are no longer used.',
      effort: 'medium',
    },
    notes: ['Config records tunnels when they change; the last state may lag.'],
  },
  {
    id: 'rel.subnet.exhaustion',
    finds: {
      one: 'subnet that runs out of addresses',
      many: 'subnets that run out of addresses',
    },
    shows: [
      { field: 'cidr', title: 'CIDR', path: 'configuration.cidrBlock' },
      {
        field: 'free',
        title: 'Free addresses',
        path: 'configuration.availableIpAddressCount',
        kind: 'number',
      },
    ],
    computes: [{ field: 'share', title: 'Free', kind: 'percent', value: freeShare }],
    keep: runsOut,
    advice: {
      verb: 'Enlarge',
      one: 'subnet',
      many: 'subnets',
      action: 'Add a CIDR block and subnets to the VPC, or free addresses that nothing uses.',
      effort: 'medium',
    },
    notes: [
      'Few free addresses count where the subnet has more than 64. Config counts free addresses when the subnet changes, so that the figure may lag.',
    ],
  },
  {
    id: 'rel.elb.crossaz',
    finds: { one: 'load balancer in a single zone', many: 'load balancers in a single zone' },
    shows: [{ field: 'type', title: 'Type', path: 'configuration.type' }],
    keep: (row) => zonesOf(row).size < 2,
    advice: {
      verb: 'Spread',
      one: 'load balancer over zones',
      many: 'load balancers over zones',
      action: 'Add a subnet in a second zone.',
      effort: 'low',
    },
  },
  {
    id: 'rel.ebs.noattachdelete',
    finds: {
      one: 'root volume that outlives its instance',
      many: 'root volumes that outlive their instances',
    },
    shows: [{ field: 'instance', title: 'Instance', path: 'configuration.attachments.instanceId' }],
    keep: keepsRootVolume,
    advice: {
      verb: 'Let go of',
      one: 'root volume with its instance',
      many: 'root volumes with their instances',
      action: 'Set DeleteOnTermination where nothing on the volume has to be kept.',
      effort: 'low',
    },
    notes: ['A root volume is known by its device name, /dev/xvda or /dev/sda1.'],
  },
];

/** Checks of traffic and of what it runs over. */
export const NETWORK_ANALYZERS = CHECKS.map(defineConfigCheck);
