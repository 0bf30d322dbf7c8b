import { Type } from 'typebox';
import type { ChangeableWorld } from '../changeable-world.ts';
import { AwsError, type Call, defineOperation, type Operation, refuseWith } from '../handler.ts';
import { tagList } from '../world/resource-kind.ts';
import type { Resource } from '../world/types.ts';
import { needVolume } from './volumes.ts';

const refuse = refuseWith('InvalidParameterValue');

/** A snapshot that was made since the start, with the volume as it was. */
interface Made {
  readonly volume: Resource;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startTime: Date;
}

/** Snapshots by account, Region and id. */
export type Snapshots = Map<string, Made>;

const MOST_SNAPSHOTS = 1_000;

const Tag = Type.Object({ Key: Type.String(), Value: Type.String() });
const NewSnapshot = Type.Object({
  VolumeId: Type.String(),
  Description: Type.Optional(Type.String({ maxLength: 255 })),
  TagSpecification: Type.Optional(Type.Array(Type.Object({ Tag: Type.Array(Tag) }))),
});

/** Counted, so that the same requests give the same ids; the organisation's own ids are hashes. */
function newId(prefix: string, number: number): string {
  return `${prefix}-${number.toString(16).padStart(17, '0')}`;
}

function keyOf({ caller, region }: Call, id: string): string {
  return `${caller.accountId}/${region}/${id}`;
}

/** CreateSnapshot: it is whole at once. */
export function createSnapshot(
  changeable: ChangeableWorld,
  snapshots: Snapshots,
  now: () => Date,
): Operation {
  return defineOperation(NewSnapshot, refuse, (input, call) => {
    const volume = needVolume(changeable, call, input.VolumeId);
    if (snapshots.size >= MOST_SNAPSHOTS) {
      throw new AwsError('SnapshotLimitExceeded', 'The snapshot quota is reached.');
    }
    const tags = (input.TagSpecification ?? []).flatMap(({ Tag: list }) => list);
    const made: Made = {
      volume,
      description: input.Description ?? '',
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
      startTime: now(),
    };
    const id = newId('snap', snapshots.size + 1);
    snapshots.set(keyOf(call, id), made);
    return describe(id, made);
  });
}

function describe(snapshotId: string, { volume, description, tags, startTime }: Made) {
  return {
    snapshotId,
    volumeId: volume.id,
    status: 'completed',
    startTime,
    progress: '100%',
    ownerId: volume.accountId,
    volumeSize: volume.configuration['size'],
    description,
    encrypted: volume.configuration['encrypted'],
    tagSet: tagList(tags),
  };
}

const ByIds = Type.Object({
  SnapshotId: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
});

/** DescribeSnapshots by ids: those that were made since the start. */
export function describeSnapshots(snapshots: Snapshots): Operation {
  return defineOperation(ByIds, refuse, ({ SnapshotId }, call) => ({
    snapshotSet: SnapshotId.map((id) => describe(id, needSnapshot(snapshots, call, id))),
  }));
}

function needSnapshot(snapshots: Snapshots, call: Call, id: string): Made {
  const made = snapshots.get(keyOf(call, id));
  if (made !== undefined) return made;
  throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
}

const NewVolume = Type.Object({
  SnapshotId: Type.String(),
  AvailabilityZone: Type.String(),
  VolumeType: Type.Optional(Type.Enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1'])),
  Iops: Type.Optional(Type.String({ pattern: '^\\d{3,6}$' })),
});

/** CreateVolume of a snapshot: the volume that was, with another id. */
export function createVolume(
  changeable: ChangeableWorld,
  snapshots: Snapshots,
  now: () => Date,
): Operation {
  let made = 0;
  return defineOperation(NewVolume, refuse, (input, call) => {
    const { volume } = needSnapshot(snapshots, call, input.SnapshotId);
    made += 1;
    const id = newId('vol', made);
    const createTime = now();
    const configuration = {
      ...volume.configuration,
      volumeId: id,
      volumeType: input.VolumeType ?? 'gp2',
      snapshotId: input.SnapshotId,
      availabilityZone: input.AvailabilityZone,
      createTime: createTime.toISOString(),
      state: { value: 'available' },
      attachments: [],
      tags: [],
    };
    const arn = volume.arn.replace(volume.id, id);
    changeable.add({ ...volume, id, arn, tags: {}, createdAt: createTime, configuration });
    const { size, iops, encrypted } = volume.configuration;
    const { volumeType, snapshotId, availabilityZone } = configuration;
    const shown = { volumeId: id, size, iops, encrypted, volumeType, snapshotId, availabilityZone };
    return { ...shown, status: 'available', createTime };
  });
}
