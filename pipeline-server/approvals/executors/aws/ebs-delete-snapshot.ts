import type { EC2, Snapshot } from '@aws-sdk/client-ec2';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { codeOf } from './aws-words.ts';
import { idIn } from './instance.ts';
import { EXACT, ec2Id, PLACE } from './place-arguments.ts';

/** A snapshot, and the images that are made of it. */
interface SeenSnapshot {
  readonly snapshot: Snapshot;
  readonly images: readonly string[];
}

/** Deletes an EBS snapshot that no image is made of (DeleteSnapshot). */
export const deleteSnapshot = defineChange({
  id: 'ebs.delete-snapshot',
  description: 'Deletes an EBS snapshot that no image of the account uses.',
  service: 'ec2',
  arguments: Type.Object({ ...PLACE, snapshotId: ec2Id('snap') }, EXACT),
  destructive: true,
  reads: ['ec2:DescribeSnapshots', 'ec2:DescribeImages'],
  writes: ['ec2:DeleteSnapshot'],
  types: ['AWS::EC2::Snapshot'],
  argumentsOf: ({ resourceId }) => ({ snapshotId: idIn(resourceId) }),
  arns: ({ region, snapshotId }) => [`arn:aws:ec2:${region}::snapshot/${snapshotId}`],
  words: ({ snapshotId }) => `Delete the snapshot ${snapshotId}`,
  rollback: null,
  read: readSnapshot,
  isDone: (seen) => seen === null,
  obstacle({ snapshot: { State = 'unknown', Description = '' }, images }) {
    if (images.length > 0) return `The image ${images[0]} is made of it.`;
    if (Description.startsWith('This snapshot is created by the AWS Backup service')) {
      return 'It belongs to AWS Backup: delete the recovery point there.';
    }
    return State === 'completed' ? null : `It is ${State}, not completed.`;
  },
  seenWords: ({ snapshot: { VolumeSize, StartTime } }) =>
    `No image uses it (${VolumeSize ?? 0} GiB, made ${StartTime?.toISOString().slice(0, 10) ?? 'at an unknown time'}).`,
  tryOut: (ec2, { snapshotId }) => ec2.deleteSnapshot({ SnapshotId: snapshotId, DryRun: true }),
  async change(ec2, { snapshotId }) {
    await ec2.deleteSnapshot({ SnapshotId: snapshotId });
    return `${snapshotId} was deleted.`;
  },
  undo: null,
  verifySeconds: 60,
});

async function readSnapshot(
  ec2: EC2,
  { snapshotId }: { readonly snapshotId: string },
): Promise<SeenSnapshot | null> {
  try {
    const { Snapshots = [] } = await ec2.describeSnapshots({ SnapshotIds: [snapshotId] });
    const [snapshot] = Snapshots;
    if (snapshot === undefined) return null;
    const filter = { Name: 'block-device-mapping.snapshot-id', Values: [snapshotId] };
    const { Images = [] } = await ec2.describeImages({ Owners: ['self'], Filters: [filter] });
    return { snapshot, images: Images.flatMap(({ ImageId }) => ImageId ?? []) };
  } catch (error) {
    if (codeOf(error) === 'InvalidSnapshot.NotFound') return null;
    throw error;
  }
}
