import { arnAt, ec2Id, zoneAt } from '../place.ts';
import type { Random } from '../random.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { Json, Place } from '../types.ts';
import { groupName, SUBNETS_PER_VPC, USED_GROUPS, VPCS, vpcPrefix } from './ec2-network-ids.ts';

/** VPCs: the default one and the team's own. */
export const ec2Vpc = defineKind({
  type: 'AWS::EC2::VPC',
  scope: 'regional',
  count: () => VPCS,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'vpc', index);
    const cidrBlock = `${vpcPrefix(place, index)}.0.0/16`;
    const name = index === 0 ? null : `${place.account.name}-vpc`;
    return {
      id,
      arn: arnAt(place, 'ec2', `vpc/${id}`),
      name: null,
      createdAt: place.account.joined,
      availabilityZone: 'Multiple Availability Zones',
      tags: index === 0 ? {} : tagsOf(place, random, { name }),
      configuration: {
        vpcId: id,
        cidrBlock,
        cidrBlockAssociationSet: [{ cidrBlock, cidrBlockState: { state: 'associated' } }],
        isDefault: index === 0,
        instanceTenancy: 'default',
        state: 'available',
      },
    };
  },
});

/** Public and private subnets in three zones of each VPC; some have few addresses left. */
export const ec2Subnet = defineKind({
  type: 'AWS::EC2::Subnet',
  scope: 'regional',
  count: () => VPCS * SUBNETS_PER_VPC,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'subnet', index);
    const vpc = Math.floor(index / SUBNETS_PER_VPC);
    const open = vpc === 0 || index % SUBNETS_PER_VPC >= 3;
    return {
      id,
      arn: arnAt(place, 'ec2', `subnet/${id}`),
      name: null,
      createdAt: place.account.joined,
      availabilityZone: zoneAt(place, index),
      tags: tagsOf(place, random, { name: `${open ? 'public' : 'private'}-${index % 3}` }),
      configuration: {
        subnetId: id,
        vpcId: ec2Id(place, 'vpc', vpc),
        cidrBlock: `${vpcPrefix(place, vpc)}.${(index % SUBNETS_PER_VPC) * 32}.0/19`,
        availabilityZone: zoneAt(place, index),
        availableIpAddressCount: random.chance(0.04)
          ? random.integer(1, 31)
          : random.integer(900, 8_187),
        mapPublicIpOnLaunch: open && random.chance(0.6),
        state: 'available',
      },
    };
  },
});

const RISKY_PORTS = [22, 3389, 3306, 5432, 6379, 9200, 27017];

interface Rule {
  readonly port: number | null;
  readonly cidr: string;
}

/** A permission as AWS Config records it: the ranges twice, once as plain text. */
function permission({ port, cidr }: Rule): Json {
  const ports = port === null ? {} : { fromPort: port, toPort: port };
  return {
    ipProtocol: port === null ? '-1' : 'tcp',
    ...ports,
    ipRanges: [cidr],
    ipv4Ranges: [{ cidrIp: cidr }],
    ipv6Ranges: [],
    prefixListIds: [],
    userIdGroupPairs: [],
  };
}

function ingressOf(place: Place, number: number, random: Random): readonly Rule[] {
  if (number < VPCS) return random.chance(0.7) ? [{ port: null, cidr: '10.0.0.0/8' }] : [];
  const inside = { port: random.pick([443, 8080, 5432]), cidr: `${vpcPrefix(place, 1)}.0.0/16` };
  const exposed = place.account.environment === 'prod' ? 0.08 : 0.18;
  if (random.chance(exposed))
    return [inside, { port: random.pick(RISKY_PORTS), cidr: '0.0.0.0/0' }];
  return random.chance(0.25) ? [inside, { port: 443, cidr: '0.0.0.0/0' }] : [inside];
}

/** Security groups, some open to the world. The default groups come first, then those in use, then forgotten ones. */
export const ec2SecurityGroup = defineKind({
  type: 'AWS::EC2::SecurityGroup',
  scope: 'regional',
  count: (place) => USED_GROUPS + Math.floor(place.parameters.resources * place.share * 0.03),
  parts: (place, index, random) => {
    const id = ec2Id(place, 'sg', index);
    const name = groupName(place, index);
    return {
      id,
      arn: arnAt(place, 'ec2', `security-group/${id}`),
      name,
      createdAt: place.account.joined,
      tags: index < VPCS ? {} : tagsOf(place, random, { name }),
      configuration: {
        groupId: id,
        groupName: name,
        description: index < VPCS ? 'default VPC security group' : `Managed for ${name}`,
        ownerId: place.account.id,
        vpcId: ec2Id(place, 'vpc', index < VPCS ? index : 1),
        ipPermissions: ingressOf(place, index, random).map(permission),
        ipPermissionsEgress: [permission({ port: null, cidr: '0.0.0.0/0' })],
      },
    };
  },
});

/** Flow logs: every second team VPC has one. */
export const ec2FlowLog = defineKind({
  type: 'AWS::EC2::FlowLog',
  scope: 'regional',
  count: ({ account }) => (account.environment === 'prod' ? 1 : 0),
  parts: (place, index) => {
    const id = ec2Id(place, 'fl', index);
    return {
      id,
      arn: arnAt(place, 'ec2', `vpc-flow-log/${id}`),
      name: null,
      createdAt: place.account.joined,
      configuration: {
        flowLogId: id,
        resourceId: ec2Id(place, 'vpc', 1),
        trafficType: 'ALL',
        logDestinationType: 's3',
        flowLogStatus: 'ACTIVE',
      },
    };
  },
});

const ENDPOINT_SERVICES = [
  'ssm',
  'kms',
  'ecr.api',
  'ecr.dkr',
  'logs',
  'secretsmanager',
  'sts',
  's3',
];

/** Interface endpoints, each billed by the hour, and gateway endpoints, which are free. */
export const ec2VpcEndpoint = defineKind({
  type: 'AWS::EC2::VPCEndpoint',
  scope: 'regional',
  count: 0.008,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'vpce', index);
    const service = ENDPOINT_SERVICES[index % ENDPOINT_SERVICES.length] ?? 'ssm';
    return {
      id,
      arn: arnAt(place, 'ec2', `vpc-endpoint/${id}`),
      name: null,
      createdAt: place.account.joined,
      tags: tagsOf(place, random, { name: `endpoint-${service}` }),
      configuration: {
        vpcEndpointId: id,
        vpcEndpointType: service === 's3' ? 'Gateway' : 'Interface',
        serviceName: `com.amazonaws.${place.region}.${service}`,
        vpcId: ec2Id(place, 'vpc', 1),
        subnetIds: [ec2Id(place, 'subnet', SUBNETS_PER_VPC + (index % 3))],
        state: 'available',
      },
    };
  },
});
