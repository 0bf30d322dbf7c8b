import type { EC2, Volume } from '@aws-sdk/client-ec2';
import { type ChangeScene, defineChange } from './aws-change.ts';
import { idIn } from './instance.ts';
import { ec2Arn } from './place-arguments.ts';
import { readVolume, VOLUME_ARGUMENTS } from './volume.ts';

/** Longest time that a snapshot may take, in seconds: without a whole one, nothing is deleted. */
const SNAPSHOT_SECONDS = 1_800;

/** Makes a snapshot of an unattached EBS volume, waits until it is whole, and deletes the volume (CreateSnapshot, DeleteVolume). */
export const deleteVolume = defineChange({
  id: 'ebs.delete-volume',
  description: 'Deletes an unattached EBS volume after a whole snapshot of it was made.',
  service: 'ec2',
  arguments: VOLUME_ARGUMENTS,
  destructive: true,
  reads: ['ec2:DescribeVolumes', 'ec2:DescribeSnapshots'],
  writes: ['ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DeleteVolume', 'ec2:CreateVolume'],
  types: ['AWS::EC2::Volume'],
  argumentsOf: ({ resourceId }) => ({ volumeId: idIn(resourceId) }),
  arns: (input) => [
    ec2Arn(input, `volume/${input.volumeId}`),
    ec2Arn(input, 'volume/*'),
    `arn:aws:ec2:${input.region}::snapshot/*`,
  ],
  words: ({ volumeId }) => `Make a snapshot of ${volumeId} and delete the volume`,
  rollback: 'Make a volume of the snapshot: it has the same data and another id.',
  read: readVolume,
  isDone: (seen) => seen === null,
  obstacle(seen) {
    const { State = 'unknown', Attachments = [] } = seen;
    if (Attachments.length > 0) return `It is attached to ${Attachments[0]?.InstanceId}.`;
    return State === 'available' ? null : `It is ${State}, not available.`;
  },
  seenWords: ({ VolumeType, Size }) =>
    `It is attached to nothing (${VolumeType ?? 'unknown type'}, ${Size ?? 0} GiB).`,
  tryOut: (ec2, { volumeId }) => ec2.deleteVolume({ VolumeId: volumeId, DryRun: true }),
  async change(ec2, { volumeId }, scene) {
    const snapshotId = await makeSnapshot(ec2, volumeId, scene);
    if (snapshotId === null) {
      return {
        notChanged: `The snapshot was not whole within ${SNAPSHOT_SECONDS / 60} minutes. The volume was left as it is.`,
      };
    }
    await ec2.deleteVolume({ VolumeId: volumeId });
    return `${volumeId} was deleted. Its data is in the snapshot ${snapshotId}.`;
  },
  async undo(ec2, { volumeId }, { facts }) {
    const { snapshotId, zone, volumeType } = facts;
    if (typeof snapshotId !== 'string' || typeof zone !== 'string') {
      throw new Error(`Which snapshot of ${volumeId} was made was not kept. Look for it by hand.`);
    }
    const { VolumeId } = await ec2.createVolume({
      SnapshotId: snapshotId,
      AvailabilityZone: zone,
      ...sizeOf(volumeType, facts['iops']),
    });
    return `${VolumeId} was made of the snapshot ${snapshotId} in the place of ${volumeId}.`;
  },
  verifySeconds: 120,
});

/** The id of a whole snapshot; null when it was not whole in time. */
async function makeSnapshot(
  ec2: EC2,
  volumeId: string,
  { seen, context, facts, until }: ChangeScene<Volume>,
): Promise<string | null> {
  const made = await ec2.createSnapshot({
    VolumeId: volumeId,
    Description: `Made by xOps before ${volumeId} was deleted (approval ${context.approvalId}).`,
    TagSpecifications: [
      { ResourceType: 'snapshot', Tags: [{ Key: 'xops:approval', Value: context.approvalId }] },
    ],
  });
  const { SnapshotId: snapshotId = '' } = made;
  Object.assign(facts, {
    snapshotId,
    zone: seen.AvailabilityZone ?? null,
    volumeType: seen.VolumeType ?? null,
    iops: seen.Iops ?? null,
  });
  const isWhole = async () => {
    const { Snapshots = [] } = await ec2.describeSnapshots({ SnapshotIds: [snapshotId] });
    if (Snapshots[0]?.State === 'error') throw new Error(`AWS could not make ${snapshotId}.`);
    return Snapshots[0]?.State === 'completed';
  };
  return (await until(isWhole, SNAPSHOT_SECONDS)) ? snapshotId : null;
}

/** The type that the volume had, where it is one that AWS still makes; only io1 and io2 need their IOPS said. */
function sizeOf(volumeType: unknown, iops: unknown) {
  if (volumeType === 'io1' || volumeType === 'io2') {
    return typeof iops === 'number' ? ({ VolumeType: volumeType, Iops: iops } as const) : {};
  }
  const type = (['gp2', 'gp3', 'st1', 'sc1'] as const).find((known) => known === volumeType);
  return type === undefined ? {} : { VolumeType: type };
}
