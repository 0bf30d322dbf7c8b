import { arnAt, configTime, daysAgo, ec2Id, scaledCount, zoneAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { JsonObject, Place } from '../types.ts';
import { instanceCount, instanceFacts } from './ec2-instance.ts';
import {
  privateIp,
  publicIp,
  SUBNETS_PER_VPC,
  securityGroupOf,
  subnetOf,
  vpcOf,
} from './ec2-network-ids.ts';

const NAT_WEIGHT = 0.006;
const ADDRESS_WEIGHT = 0.012;

/** Number of NAT gateways of a place. */
export function natCount(place: Place): number {
  return scaledCount(place, 'AWS::EC2::NatGateway', NAT_WEIGHT);
}

/** Number of Elastic IPs: one for each NAT gateway, then others, most of which are used by nothing. */
export function addressCount(place: Place): number {
  return natCount(place) + scaledCount(place, 'AWS::EC2::EIP', ADDRESS_WEIGHT);
}

/** NAT gateways; every fifth carries no traffic. */
export const ec2NatGateway = defineKind({
  type: 'AWS::EC2::NatGateway',
  scope: 'regional',
  count: natCount,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'nat', index);
    const createdAt = daysAgo(place, 60 + 500 * random.next());
    return {
      id,
      arn: arnAt(place, 'ec2', `natgateway/${id}`),
      name: null,
      createdAt,
      tags: tagsOf(place, random, { name: `nat-${'abc'.charAt(index % 3)}` }),
      configuration: {
        natGatewayId: id,
        vpcId: ec2Id(place, 'vpc', 1),
        subnetId: ec2Id(place, 'subnet', SUBNETS_PER_VPC + 3 + (index % 3)),
        state: { value: 'available' },
        connectivityType: 'public',
        createTime: configTime(createdAt),
        natGatewayAddresses: [
          {
            allocationId: ec2Id(place, 'eipalloc', index),
            publicIp: publicIp(place, 'eip', index),
          },
        ],
      },
    };
  },
});

function association(place: Place, index: number): JsonObject {
  const use = { associationId: ec2Id(place, 'eipassoc', index) };
  if (index < natCount(place)) {
    return { ...use, networkInterfaceId: ec2Id(place, 'eni', instanceCount(place) + index) };
  }
  return index % 5 === 0 && instanceCount(place) > 0
    ? { ...use, instanceId: ec2Id(place, 'i', index % instanceCount(place)) }
    : {};
}

/** Elastic IPs; one without an association costs money for nothing. */
export const ec2Address = defineKind({
  type: 'AWS::EC2::EIP',
  scope: 'regional',
  count: addressCount,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'eipalloc', index);
    const address = publicIp(place, 'eip', index);
    return {
      id,
      arn: arnAt(place, 'ec2', `elastic-ip/${id}`),
      name: address,
      createdAt: daysAgo(place, 10 + 400 * random.next()),
      availabilityZone: 'Regional',
      tags: tagsOf(place, random, { name: `address-${index + 1}` }),
      configuration: {
        allocationId: id,
        publicIp: address,
        domain: 'vpc',
        networkBorderGroup: place.region,
        publicIpv4Pool: 'amazon',
        ...association(place, index),
      },
    };
  },
});

function instanceInterface(place: Place, index: number): JsonObject {
  const facts = instanceFacts(place, index);
  const address = facts.publicIp === null ? {} : { association: { publicIp: facts.publicIp } };
  return {
    interfaceType: 'interface',
    description: '',
    attachment: { instanceId: facts.id, status: 'attached' },
    ...address,
  };
}

function natInterface(place: Place, index: number): JsonObject {
  return {
    interfaceType: 'nat_gateway',
    description: `Interface for NAT Gateway ${ec2Id(place, 'nat', index)}`,
    association: { publicIp: publicIp(place, 'eip', index) },
  };
}

/** Network interfaces: one for each instance, then one for each NAT gateway. */
export const ec2NetworkInterface = defineKind({
  type: 'AWS::EC2::NetworkInterface',
  scope: 'regional',
  count: (place) => instanceCount(place) + natCount(place),
  parts: (place, index) => {
    const id = ec2Id(place, 'eni', index);
    const instances = instanceCount(place);
    return {
      id,
      arn: arnAt(place, 'ec2', `network-interface/${id}`),
      name: null,
      createdAt: place.account.joined,
      availabilityZone: zoneAt(place, index),
      configuration: {
        networkInterfaceId: id,
        privateIpAddress: privateIp(place, index),
        subnetId: subnetOf(place, index),
        vpcId: vpcOf(place, index),
        groups: [securityGroupOf(place, index)],
        status: 'in-use',
        ...(index < instances
          ? instanceInterface(place, index)
          : natInterface(place, index - instances)),
      },
    };
  },
});
