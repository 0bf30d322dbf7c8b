import { arnAt, configTime, daysAgo, ec2Id, randomAt, scaledCount, zoneAt } from '../place.ts';
import { monthlyPrice } from '../prices.ts';
import type { Random } from '../random.ts';
import { type ResourceKind, resourceIn, tagList } from '../resource-kind.ts';
import { applicationOf, tagsOf } from '../tags.ts';
import type { Environment, JsonObject, Place, Relationship, Resource } from '../types.ts';
import { privateIp, publicIp, securityGroupOf, subnetOf, vpcOf } from './ec2-network-ids.ts';

const TYPE = 'AWS::EC2::Instance';
const WEIGHT = 0.085;

/** What everything that touches an instance needs to agree on. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  readonly instanceType: string;
  readonly state: 'running' | 'stopped';
  readonly launchedAt: Date;
  /** Null while running. */
  readonly stoppedAt: Date | null;
  readonly windows: boolean;
  readonly publicIp: string | null;
  /** How busy it is: `idle` and `over` are what AWS recommends about. */
  readonly use: 'idle' | 'over' | 'under' | 'right';
  /** Highest CPU utilisation of the last 14 days, in percent. */
  readonly cpuMaximum: number;
  /** Network traffic a day in MB. */
  readonly networkMegabytes: number;
  /** On-demand price in USD a month while running. */
  readonly monthlyCost: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly random: Random;
}

/** Instance types in use, by environment. */
export const INSTANCE_TYPES: Readonly<Record<Environment, readonly string[]>> = {
  prod: [
    'm5.xlarge',
    'm5.2xlarge',
    'm6i.xlarge',
    'm6i.2xlarge',
    'c5.2xlarge',
    'r5.2xlarge',
    'c6g.xlarge',
    'm4.xlarge',
    'r6i.xlarge',
  ],
  staging: ['m5.large', 'm5.xlarge', 't3.large', 'c5.xlarge', 'r5.xlarge', 'm7g.large'],
  dev: ['t3.medium', 't3.large', 'm5.large', 't2.large', 'c4.xlarge', 'm6i.large'],
  sandbox: ['t3.micro', 't3.small', 't3.medium', 't2.large', 'm5.large'],
};

/** Share of instances that are stopped, by environment. */
export const STOPPED: Readonly<Record<Environment, number>> = {
  prod: 0.05,
  staging: 0.12,
  dev: 0.2,
  sandbox: 0.35,
};

const IDLE: Readonly<Record<Environment, number>> = {
  prod: 0.05,
  staging: 0.1,
  dev: 0.14,
  sandbox: 0.25,
};

/** Number of instances of a place. */
export function instanceCount(place: Place): number {
  return scaledCount(place, TYPE, WEIGHT);
}

function useOf(random: Random, environment: Environment): InstanceFacts['use'] {
  const luck = random.next();
  const idle = IDLE[environment];
  if (luck < idle) return 'idle';
  if (luck < idle + 0.15) return 'over';
  return luck < idle + 0.19 ? 'under' : 'right';
}

const CPU: Readonly<Record<InstanceFacts['use'], readonly [number, number]>> = {
  idle: [0.4, 4.6],
  over: [12, 35],
  right: [42, 88],
  under: [97, 100],
};

function usage(use: InstanceFacts['use'], random: Random) {
  const [low, high] = CPU[use];
  const busy = use === 'idle' ? 4.5 : 5_000;
  return {
    use,
    cpuMaximum: Math.round((low + (high - low) * random.next()) * 100) / 100,
    networkMegabytes: Math.round(busy * random.next() * 100) / 100,
  };
}

/** Puts each of the hostile tags on an instance of a workload account, so that they turn up in reports. */
function hostileTag(place: Place, index: number): { hostile?: number } {
  const number = place.account.index - 7;
  return index === 1 && number >= 0 && number < 3 ? { hostile: number } : {};
}

/** What is true of the instance at `index`, without building its whole configuration. */
export function instanceFacts(place: Place, index: number): InstanceFacts {
  const random = randomAt(place, TYPE, index);
  const { environment, team } = place.account;
  const instanceType = random.pick(INSTANCE_TYPES[environment]);
  const stopped = random.chance(STOPPED[environment]);
  const age = 20 + 700 * random.next() ** 2;
  const name = `${team}-${environment}-${applicationOf(random)}-${String(index + 1).padStart(2, '0')}`;
  return {
    id: ec2Id(place, 'i', index),
    name,
    instanceType,
    state: stopped ? 'stopped' : 'running',
    launchedAt: daysAgo(place, age),
    stoppedAt: stopped ? daysAgo(place, 1 + (age - 2) * random.next() ** 1.5) : null,
    windows: random.chance(0.12),
    publicIp: !stopped && random.chance(0.14) ? publicIp(place, 'instance', index) : null,
    ...usage(useOf(random, environment), random),
    monthlyCost: monthlyPrice(instanceType),
    tags: tagsOf(place, random, { name, ...hostileTag(place, index) }),
    random,
  };
}

/** As EC2 words it: `User initiated (2026-08-14 07:21:09 GMT)`. */
function transitionReason(stoppedAt: Date): string {
  return `User initiated (${stoppedAt.toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
}

function stateOf({ stoppedAt }: InstanceFacts): JsonObject {
  if (stoppedAt === null)
    return { state: { code: 16, name: 'running' }, stateTransitionReason: '' };
  return {
    state: { code: 80, name: 'stopped' },
    stateTransitionReason: transitionReason(stoppedAt),
    stateReason: {
      code: 'Client.UserInitiatedShutdown',
      message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
  };
}

function networkOf(place: Place, index: number, facts: InstanceFacts): JsonObject {
  const address = privateIp(place, index);
  const group = securityGroupOf(place, index);
  const association =
    facts.publicIp === null
      ? {}
      : { association: { publicIp: facts.publicIp, ipOwnerId: 'amazon' } };
  return {
    privateIpAddress: address,
    ...(facts.publicIp === null ? {} : { publicIpAddress: facts.publicIp }),
    subnetId: subnetOf(place, index),
    vpcId: vpcOf(place, index),
    securityGroups: [group],
    networkInterfaces: [
      {
        networkInterfaceId: ec2Id(place, 'eni', index),
        status: 'in-use',
        privateIpAddress: address,
        groups: [group],
        subnetId: subnetOf(place, index),
        vpcId: vpcOf(place, index),
        ...association,
      },
    ],
  };
}

function blockDevices(place: Place, index: number, facts: InstanceFacts): JsonObject {
  return {
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          attachTime: configTime(facts.launchedAt),
          deleteOnTermination: index % 5 !== 0,
          status: 'attached',
          volumeId: ec2Id(place, 'vol', index),
        },
      },
    ],
  };
}

function settingsOf(place: Place, facts: InstanceFacts): JsonObject {
  const { random } = facts;
  const profile = arnAt(
    { ...place, region: 'global' },
    'iam',
    `instance-profile/${place.account.team}-app`,
  );
  return {
    metadataOptions: {
      state: 'applied',
      httpEndpoint: 'enabled',
      httpTokens: random.chance(0.3) ? 'optional' : 'required',
      httpPutResponseHopLimit: random.chance(0.2) ? 2 : 1,
    },
    monitoring: { state: random.chance(0.15) ? 'enabled' : 'disabled' },
    ...(random.chance(0.85) ? { iamInstanceProfile: { arn: profile } } : {}),
    ...(random.chance(0.06) ? { instanceLifecycle: 'spot' } : {}),
    ...(facts.windows ? { platform: 'windows' } : {}),
  };
}

function configurationOf(place: Place, index: number, facts: InstanceFacts): JsonObject {
  return {
    instanceId: facts.id,
    instanceType: facts.instanceType,
    imageId: `ami-0${ec2Id(place, 'ami', index % 4).slice(-16)}`,
    architecture: /\dg[a-z]*\./.test(facts.instanceType) ? 'arm64' : 'x86_64',
    launchTime: configTime(facts.launchedAt),
    placement: { availabilityZone: zoneAt(place, index), tenancy: 'default' },
    ...stateOf(facts),
    ...networkOf(place, index, facts),
    ...blockDevices(place, index, facts),
    ...settingsOf(place, facts),
    ebsOptimized: true,
    hypervisor: 'xen',
    virtualizationType: 'hvm',
    tags: tagList(facts.tags),
  };
}

function relationshipsOf(place: Place, index: number): readonly Relationship[] {
  const to = (resourceType: string, resourceId: string, relationshipName: string) => ({
    resourceType,
    resourceId,
    relationshipName,
  });
  return [
    to('AWS::EC2::Volume', ec2Id(place, 'vol', index), 'Is attached to Volume'),
    to('AWS::EC2::NetworkInterface', ec2Id(place, 'eni', index), 'Contains NetworkInterface'),
    to('AWS::EC2::Subnet', subnetOf(place, index), 'Is contained in Subnet'),
    to('AWS::EC2::VPC', vpcOf(place, index), 'Is contained in Vpc'),
    to(
      'AWS::EC2::SecurityGroup',
      securityGroupOf(place, index).groupId,
      'Is associated with SecurityGroup',
    ),
  ];
}

function makeInstance(place: Place, index: number): Resource {
  const facts = instanceFacts(place, index);
  return resourceIn(place, TYPE, {
    id: facts.id,
    arn: arnAt(place, 'ec2', `instance/${facts.id}`),
    name: null,
    createdAt: facts.launchedAt,
    availabilityZone: zoneAt(place, index),
    tags: facts.tags,
    configuration: configurationOf(place, index, facts),
    relationships: relationshipsOf(place, index),
  });
}

/** EC2 instances: running and stopped, idle and busy. */
export const ec2Instance: ResourceKind = {
  type: TYPE,
  scope: 'regional',
  count: instanceCount,
  make: makeInstance,
};
