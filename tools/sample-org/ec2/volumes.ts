import { Type } from 'typebox';
import type { ChangeableWorld } from '../changeable-world.ts';
import { AwsError, type Call, defineOperation, type Operation, refuseWith } from '../handler.ts';
import type { Resource } from '../world/types.ts';
import { needResource, partOf, refuseDryRun, tagSet, textIn } from './find-resource.ts';

const refuse = refuseWith('InvalidParameterValue');

const DRY_RUN = { DryRun: Type.Optional(Type.String()) };
const Volumes = Type.Object({
  VolumeId: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
});

/** The volume. @throws AwsError `InvalidVolume.NotFound` */
export function needVolume({ world }: ChangeableWorld, call: Call, id: string): Resource {
  const code = 'InvalidVolume.NotFound';
  return needResource(world, call, { type: 'AWS::EC2::Volume', id, code });
}

/** DescribeVolumes by ids. */
export function describeVolumes(changeable: ChangeableWorld): Operation {
  return defineOperation(Volumes, refuse, ({ VolumeId }, call) => ({
    volumeSet: VolumeId.map((id) => describe(needVolume(changeable, call, id))),
  }));
}

function describe(volume: Resource) {
  const { configuration } = volume;
  const { attachments } = configuration;
  return {
    volumeId: volume.id,
    size: configuration['size'],
    volumeType: textIn(configuration, 'volumeType'),
    iops: configuration['iops'],
    availabilityZone: volume.availabilityZone,
    status: textIn(partOf(configuration, 'state'), 'value'),
    createTime: textIn(configuration, 'createTime'),
    encrypted: configuration['encrypted'],
    snapshotId: textIn(configuration, 'snapshotId'),
    attachmentSet: (Array.isArray(attachments) ? attachments : []).map((each) => {
      const { state: status, ...attachment } = each as Readonly<Record<string, unknown>>;
      return { ...attachment, status };
    }),
    tagSet: tagSet(volume),
  };
}

const OneVolume = Type.Object({ VolumeId: Type.String(), ...DRY_RUN });

/** DeleteVolume: only what is attached to nothing. */
export function deleteVolume(changeable: ChangeableWorld): Operation {
  return defineOperation(OneVolume, refuse, (input, call) => {
    const volume = needVolume(changeable, call, input.VolumeId);
    if (textIn(partOf(volume.configuration, 'state'), 'value') !== 'available') {
      throw new AwsError('VolumeInUse', `Volume ${volume.id} is currently attached`);
    }
    refuseDryRun(input);
    changeable.remove(volume);
    return { return: true };
  });
}

const Modification = Type.Object({
  VolumeId: Type.String(),
  VolumeType: Type.Enum(['gp2', 'gp3']),
  Iops: Type.Optional(Type.String({ pattern: '^\\d{3,5}$' })),
  Throughput: Type.Optional(Type.String({ pattern: '^\\d{3,4}$' })),
  ...DRY_RUN,
});

/** What was modified since the start, by volume. */
export type Modifications = Map<string, object>;

/** ModifyVolume: type and speed; AWS takes hours for the rest, which is left out here. */
export function modifyVolume(
  changeable: ChangeableWorld,
  modifications: Modifications,
  now: () => Date,
): Operation {
  return defineOperation(Modification, refuse, (input, call) => {
    const volume = needVolume(changeable, call, input.VolumeId);
    refuseDryRun(input);
    const { size, volumeType, iops } = volume.configuration;
    const targetIops = Number(input.Iops ?? iops ?? 3_000);
    const modification = {
      volumeId: volume.id,
      modificationState: 'completed',
      originalSize: size,
      originalVolumeType: volumeType,
      originalIops: iops,
      targetSize: size,
      targetVolumeType: input.VolumeType,
      targetIops,
      ...(input.Throughput !== undefined && { targetThroughput: Number(input.Throughput) }),
      progress: 100,
      startTime: now(),
      endTime: now(),
    };
    modifications.set(volume.arn, modification);
    changeable.update(volume, { volumeType: input.VolumeType, iops: targetIops });
    return { volumeModification: modification };
  });
}

/** DescribeVolumesModifications by ids. */
export function describeModifications(
  changeable: ChangeableWorld,
  modifications: Modifications,
): Operation {
  return defineOperation(Volumes, refuse, ({ VolumeId }, call) => ({
    volumeModificationSet: VolumeId.flatMap((id) => {
      const { arn } = needVolume(changeable, call, id);
      return modifications.get(arn) ?? [];
    }),
  }));
}
