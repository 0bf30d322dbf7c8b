import { arnAt, configTime, daysAgo, ec2Id, randomAt, scaledCount, zoneAt } from '../place.ts';
import { VOLUME_PRICE } from '../prices.ts';
import type { Random } from '../random.ts';
import { type ResourceKind, resourceIn, tagList } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { JsonObject, Place, Resource } from '../types.ts';
import { instanceCount, instanceFacts } from './ec2-instance.ts';

const TYPE = 'AWS::EC2::Volume';
const EXTRA_WEIGHT = 0.05;

/** What everything that touches a volume needs to agree on. */
export interface VolumeFacts {
  readonly id: string;
  readonly volumeType: string;
  /** GiB. */
  readonly size: number;
  /** The instance it is attached to, or null. */
  readonly instanceIndex: number | null;
  readonly createdAt: Date;
  /** USD a month. */
  readonly monthlyCost: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly random: Random;
}

/** Number of volumes: a root volume for each instance, then data volumes, a third of them left behind. */
export function volumeCount(place: Place): number {
  return instanceCount(place) + scaledCount(place, TYPE, EXTRA_WEIGHT);
}

function attachedTo(place: Place, index: number, random: Random): number | null {
  const instances = instanceCount(place);
  if (index < instances) return index;
  return instances > 0 && random.chance(0.6) ? index % instances : null;
}

function volumeTypeOf(random: Random, root: boolean): string {
  const luck = random.next();
  if (luck < 0.32) return 'gp2';
  if (luck < 0.9 || root) return 'gp3';
  return luck < 0.95 ? 'io1' : 'st1';
}

/** What is true of the volume at `index`. */
export function volumeFacts(place: Place, index: number): VolumeFacts {
  const random = randomAt(place, TYPE, index);
  const root = index < instanceCount(place);
  const volumeType = volumeTypeOf(random, root);
  const size = random.pick(root ? [8, 20, 30, 50, 100] : [100, 200, 500, 1000, 2048, 4096]);
  const instanceIndex = attachedTo(place, index, random);
  return {
    id: ec2Id(place, 'vol', index),
    volumeType,
    size,
    instanceIndex,
    createdAt: root
      ? instanceFacts(place, index).launchedAt
      : daysAgo(place, 5 + 600 * random.next()),
    monthlyCost: size * (VOLUME_PRICE[volumeType] ?? 0),
    tags: tagsOf(place, random, { name: `${place.account.team}-data-${index + 1}` }),
    random,
  };
}

function attachmentsOf(place: Place, index: number, facts: VolumeFacts): JsonObject {
  if (facts.instanceIndex === null) return { state: { value: 'available' }, attachments: [] };
  const root = index === facts.instanceIndex;
  const attachment = {
    attachTime: configTime(facts.createdAt),
    deleteOnTermination: root && index % 5 !== 0,
    device: root ? '/dev/xvda' : '/dev/sdf',
    instanceId: ec2Id(place, 'i', facts.instanceIndex),
    state: 'attached',
    volumeId: facts.id,
  };
  return { state: { value: 'in-use' }, attachments: [attachment] };
}

function zoneIndex(index: number, facts: VolumeFacts): number {
  return facts.instanceIndex ?? index;
}

function configurationOf(place: Place, index: number, facts: VolumeFacts): JsonObject {
  const encrypted = facts.random.chance(0.74);
  return {
    volumeId: facts.id,
    volumeType: facts.volumeType,
    size: facts.size,
    iops: facts.volumeType === 'io1' ? 4000 : Math.max(3000, facts.size * 3),
    encrypted,
    ...(encrypted ? { kmsKeyId: arnAt(place, 'kms', 'alias/aws/ebs') } : {}),
    snapshotId: '',
    availabilityZone: zoneAt(place, zoneIndex(index, facts)),
    createTime: configTime(facts.createdAt),
    ...attachmentsOf(place, index, facts),
    tags: tagList(facts.tags),
  };
}

function makeVolume(place: Place, index: number): Resource {
  const facts = volumeFacts(place, index);
  const attached = facts.instanceIndex;
  const relationships =
    attached === null
      ? []
      : [
          {
            resourceType: 'AWS::EC2::Instance',
            resourceId: ec2Id(place, 'i', attached),
            relationshipName: 'Is attached to Instance',
          },
        ];
  return resourceIn(place, TYPE, {
    id: facts.id,
    arn: arnAt(place, 'ec2', `volume/${facts.id}`),
    name: null,
    createdAt: facts.createdAt,
    availabilityZone: zoneAt(place, zoneIndex(index, facts)),
    tags: facts.tags,
    configuration: configurationOf(place, index, facts),
    relationships,
  });
}

/** EBS volumes of all types, attached and left behind. */
export const ec2Volume: ResourceKind = {
  type: TYPE,
  scope: 'regional',
  count: volumeCount,
  make: makeVolume,
};
