import { arnAt, configTime, daysAgo, ec2Id } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { Place } from '../types.ts';

function inNetworkAccount(count: number) {
  return ({ account }: Place) => (account.purpose === 'network' ? count : 0);
}

/** The transit gateway of the network account. */
export const transitGateway = defineKind({
  type: 'AWS::EC2::TransitGateway',
  scope: 'regional',
  count: inNetworkAccount(1),
  parts: (place, index, random) => {
    const id = ec2Id(place, 'tgw', index);
    return {
      id,
      arn: arnAt(place, 'ec2', `transit-gateway/${id}`),
      name: null,
      createdAt: place.account.joined,
      tags: tagsOf(place, random, { name: 'core' }),
      configuration: {
        TransitGatewayId: id,
        AutoAcceptSharedAttachments: random.chance(0.3) ? 'enable' : 'disable',
      },
    };
  },
});

/** VPN connections to the offices; tunnels go down. */
export const vpnConnection = defineKind({
  type: 'AWS::EC2::VPNConnection',
  scope: 'regional',
  count: inNetworkAccount(2),
  parts: (place, index, random) => {
    const id = ec2Id(place, 'vpn', index);
    const tunnel = () => ({
      status: random.chance(0.25) ? 'DOWN' : 'UP',
      lastStatusChange: configTime(daysAgo(place, 20 * random.next())),
    });
    return {
      id,
      arn: arnAt(place, 'ec2', `vpn-connection/${id}`),
      name: null,
      createdAt: place.account.joined,
      tags: tagsOf(place, random, { name: `office-${index + 1}` }),
      configuration: {
        vpnConnectionId: id,
        state: 'available',
        vgwTelemetry: [tunnel(), tunnel()],
      },
    };
  },
});

/** Capacity reservations, some of them unused. */
export const capacityReservation = defineKind({
  type: 'AWS::EC2::CapacityReservation',
  scope: 'regional',
  count: 0.001,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'cr', index);
    const total = random.integer(1, 8);
    return {
      id,
      arn: arnAt(place, 'ec2', `capacity-reservation/${id}`),
      name: null,
      createdAt: daysAgo(place, 100 * random.next()),
      tags: tagsOf(place, random, { name: 'reserved' }),
      configuration: {
        InstanceType: 'm5.2xlarge',
        TotalInstanceCount: total,
        AvailableInstanceCount: random.integer(0, total),
        EndDateType: 'unlimited',
      },
    };
  },
});

/** Dedicated hosts, some of them empty. */
export const dedicatedHost = defineKind({
  type: 'AWS::EC2::Host',
  scope: 'regional',
  count: 0.0006,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'h', index);
    const allocatedAt = daysAgo(place, 30 + 300 * random.next());
    return {
      id,
      arn: arnAt(place, 'ec2', `dedicated-host/${id}`),
      name: null,
      createdAt: allocatedAt,
      tags: tagsOf(place, random, { name: 'host' }),
      configuration: {
        hostId: id,
        hostProperties: { instanceFamily: 'm5' },
        allocationTime: configTime(allocatedAt),
        instances: random.chance(0.5) ? [] : [{ instanceId: ec2Id(place, 'i', 0) }],
      },
    };
  },
});
