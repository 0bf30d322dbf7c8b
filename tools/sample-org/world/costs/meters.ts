import { addressCount, natCount } from '../kinds/ec2-addresses.ts';
import { INSTANCE_TYPES, instanceCount, STOPPED } from '../kinds/ec2-instance.ts';
import { volumeCount } from '../kinds/ec2-volume.ts';
import { DATABASE_CLASSES, databaseCount } from '../kinds/rds.ts';
import { HOURS_PER_MONTH, MONTHLY_PRICE, monthlyPrice } from '../prices.ts';
import { fractionOf, hashOf } from '../random.ts';
import { GLOBAL } from '../regions.ts';
import type { Place, World } from '../types.ts';
import { usagePrefix } from './usage-prefix.ts';
import { USAGE_RULES, type UsageRule } from './usage-rules.ts';

/** The part of a meter that differs between services; the place gives the rest. */
type MeterParts = Omit<UsageRule, 'type' | 'each'> & { readonly base: number };

/** Something that is billed: one usage type of one service in one account and Region. */
export interface Meter extends Required<MeterParts> {
  readonly place: Place;
  /** As the bill spells it, e.g. `APS2-BoxUsage:m5.large`. */
  readonly usageType: string;
  /** A number of its own: chance that concerns the meter starts from it. */
  readonly key: number;
}

function instanceMeters(place: Place): readonly MeterParts[] {
  const { environment } = place.account;
  const types = INSTANCE_TYPES[environment];
  const each = (instanceCount(place) * (1 - STOPPED[environment])) / types.length;
  return types.map((instanceType) => ({
    service: 'Amazon Elastic Compute Cloud - Compute',
    usage: `BoxUsage:${instanceType}`,
    operation: 'RunInstances',
    instanceType,
    unit: 'Hrs',
    rate: monthlyPrice(instanceType) / HOURS_PER_MONTH,
    base: each * monthlyPrice(instanceType),
    commitment: environment === 'prod' || environment === 'staging' ? 'savings-plan' : null,
  }));
}

const EC2_OTHER = 'EC2 - Other';
const VPC = 'Amazon Virtual Private Cloud';

function ec2OtherMeters(place: Place): readonly MeterParts[] {
  const volumes = volumeCount(place);
  const gateways = natCount(place);
  const storage = (usage: string, rate: number, gigabytes: number): MeterParts => ({
    service: EC2_OTHER,
    usage,
    unit: 'GB-Mo',
    rate,
    base: rate * gigabytes,
  });
  return [
    storage('EBS:VolumeUsage.gp2', 0.12, volumes * 78),
    storage('EBS:VolumeUsage.gp3', 0.096, volumes * 170),
    storage('EBS:VolumeUsage.piops', 0.138, volumes * 12),
    storage('EBS:SnapshotUsage', 0.055, volumes * 210),
    {
      service: EC2_OTHER,
      usage: 'NatGateway-Hours',
      unit: 'Hrs',
      rate: 0.059,
      base: gateways * MONTHLY_PRICE.natGateway,
    },
    {
      service: EC2_OTHER,
      usage: 'NatGateway-Bytes',
      unit: 'GB',
      rate: 0.059,
      base: gateways * 64,
      growth: 0.02,
    },
    {
      service: EC2_OTHER,
      usage: 'DataTransfer-Regional-Bytes',
      unit: 'GB',
      rate: 0.01,
      base: instanceCount(place) * 6,
    },
    {
      service: VPC,
      usage: 'PublicIPv4:InUseAddress',
      unit: 'Hrs',
      rate: 0.005,
      base: (gateways + instanceCount(place) * 0.14) * MONTHLY_PRICE.publicIpv4,
    },
    {
      service: VPC,
      usage: 'PublicIPv4:IdleAddress',
      unit: 'Hrs',
      rate: 0.005,
      base: (addressCount(place) - gateways) * 0.8 * MONTHLY_PRICE.publicIpv4,
    },
  ];
}

const RDS = 'Amazon Relational Database Service';

function databaseMeters(place: Place): readonly MeterParts[] {
  const prod = place.account.environment === 'prod';
  const classes: readonly string[] = prod ? DATABASE_CLASSES.prod : DATABASE_CLASSES.other;
  const count = databaseCount(place);
  const running = (count * (prod ? 0.98 : 0.85)) / classes.length;
  const instances = classes.map(
    (instanceType): MeterParts => ({
      service: RDS,
      usage: `InstanceUsage:${instanceType}`,
      operation: 'CreateDBInstance:0014',
      instanceType,
      unit: 'Hrs',
      rate: monthlyPrice(instanceType) / HOURS_PER_MONTH,
      base: running * monthlyPrice(instanceType),
      commitment: place.account.name === 'payments-prod' ? 'reservation' : null,
    }),
  );
  return [
    ...instances,
    {
      service: RDS,
      usage: 'RDS:GP3-Storage',
      unit: 'GB-Mo',
      rate: 0.138,
      base: count * 311 * 0.138,
    },
    {
      service: RDS,
      usage: 'RDS:ChargedBackupUsage',
      unit: 'GB-Mo',
      rate: 0.095,
      base: count * 180 * 0.095,
    },
  ];
}

/** What only some accounts pay: the support plan, a Marketplace product, language models. */
function ownMeters(place: Place): readonly MeterParts[] {
  const { resources } = place.parameters;
  if (place.account.purpose === 'management') {
    const base = 100 + resources * 1.1;
    return [{ service: 'AWS Support (Business)', usage: 'Dollar', unit: 'Dollars', rate: 1, base }];
  }
  if (place.account.purpose === 'shared-services') {
    const base = 450 + resources * 0.25;
    const service = 'Telescope Observability Platform';
    return [
      { service, usage: 'SoftwareUsage:Hosts', unit: 'Units', rate: 15, base, marketplace: true },
    ];
  }
  if (place.account.team !== 'data-platform') return [];
  const base = 180 + resources * place.account.size * 0.35;
  const usage = 'OutputTokenCount';
  return [{ service: 'Amazon Bedrock', usage, unit: '1K tokens', rate: 0.015, base, growth: 0.06 }];
}

function ruleMeters(world: World, place: Place): readonly MeterParts[] {
  const { account, region } = place;
  const existing = new Set(
    [...world.cells({ accountIds: [account.id], regions: [region] })].map(({ type }) => type),
  );
  return USAGE_RULES.filter(({ type }) => existing.has(type)).map(({ type, each, ...rule }) => ({
    ...rule,
    base: each * world.count({ account, region, type }),
  }));
}

function complete(place: Place, parts: MeterParts): Meter {
  const { parameters, account, region } = place;
  const key = hashOf(parameters.seed, account.id, region, parts.service, parts.usage);
  return {
    operation: '',
    instanceType: null,
    growth: 0.012,
    commitment: null,
    marketplace: false,
    ...parts,
    place,
    usageType: usagePrefix(place.region) + parts.usage,
    base: parts.base * (0.8 + 0.4 * fractionOf(key)),
    key,
  };
}

/** USD a month below which something is not on the bill. */
const LEAST = 0.05;

/** Everything that is billed, account by account and Region by Region. */
export function* metersOf(world: World): Iterable<Meter> {
  for (const account of world.accounts) {
    for (const region of [...world.regions, GLOBAL]) {
      const place = world.place({ account, region });
      for (const parts of partsIn(world, place)) {
        if (parts.base > LEAST) yield complete(place, parts);
      }
    }
  }
}

function partsIn(world: World, place: Place): readonly MeterParts[] {
  if (place.region === GLOBAL) return ruleMeters(world, place);
  const own = place.region === world.homeRegion ? ownMeters(place) : [];
  return [
    ...instanceMeters(place),
    ...ec2OtherMeters(place),
    ...databaseMeters(place),
    ...ruleMeters(world, place),
    ...own,
  ];
}
