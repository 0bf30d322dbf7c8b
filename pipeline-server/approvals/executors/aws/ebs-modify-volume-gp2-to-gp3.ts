import type { EC2, Volume } from '@aws-sdk/client-ec2';
import { defineChange } from './aws-change.ts';
import { idIn } from './instance.ts';
import { ec2Arn } from './place-arguments.ts';
import { readVolume, VOLUME_ARGUMENTS } from './volume.ts';

/** What gp3 gives without being asked (EBS User Guide, "General Purpose SSD volumes"). */
const GP3 = { iops: 3_000, throughput: 125, mostThroughput: 250 } as const;

/** From this size on a gp2 volume gets 250 MiB/s, in GiB. */
const GP2_FAST_FROM = 334;

/** Makes a gp2 volume gp3 with no less speed than it had (ModifyVolume). It stays in use. */
export const gp2ToGp3 = defineChange({
  id: 'ebs.modify-volume-gp2-to-gp3',
  description:
    'Changes an EBS volume from gp2 to gp3, with at least the IOPS and throughput it had.',
  service: 'ec2',
  arguments: VOLUME_ARGUMENTS,
  destructive: false,
  reads: ['ec2:DescribeVolumes', 'ec2:DescribeVolumesModifications'],
  writes: ['ec2:ModifyVolume'],
  types: ['AWS::EC2::Volume'],
  argumentsOf: ({ resourceId }) => ({ volumeId: idIn(resourceId) }),
  arns: (input) => [ec2Arn(input, `volume/${input.volumeId}`)],
  words: ({ volumeId }) => `Change ${volumeId} from gp2 to gp3`,
  rollback: 'Change it back to gp2; AWS takes another change of the volume after six hours.',
  read: readVolume,
  isDone: (seen) => seen?.VolumeType === 'gp3',
  obstacle({ VolumeType = 'of unknown type', State = 'unknown' }) {
    if (VolumeType !== 'gp2') return `It is ${VolumeType}, not gp2.`;
    return ['in-use', 'available'].includes(State) ? null : `It is ${State}.`;
  },
  seenWords: ({ Size, Iops }) => `It is gp2 (${Size ?? 0} GiB, ${Iops ?? 0} IOPS).`,
  tryOut: (ec2, { volumeId }) =>
    ec2.modifyVolume({ VolumeId: volumeId, VolumeType: 'gp3', DryRun: true }),
  async change(ec2, { volumeId }, { seen, facts, until }) {
    const speed = speedOf(seen);
    Object.assign(facts, { before: 'gp2', ...speed });
    await ec2.modifyVolume({
      VolumeId: volumeId,
      VolumeType: 'gp3',
      Iops: speed.iops,
      Throughput: speed.throughput,
    });
    const isTaken = () => isModified(ec2, volumeId);
    if (!(await until(isTaken, 300))) return { notChanged: 'AWS did not say how the change goes.' };
    return `${volumeId} becomes gp3 with ${speed.iops} IOPS and ${speed.throughput} MiB/s; it stays in use.`;
  },
  async undo(ec2, { volumeId }) {
    await ec2.modifyVolume({ VolumeId: volumeId, VolumeType: 'gp2' });
    return `${volumeId} becomes gp2 again.`;
  },
  verifySeconds: 900,
});

function speedOf({ Iops = 0, Size = 0 }: Volume) {
  return {
    iops: Math.max(GP3.iops, Iops),
    throughput: Size >= GP2_FAST_FROM ? GP3.mostThroughput : GP3.throughput,
  };
}

/** @throws Error when AWS says that it failed. */
async function isModified(ec2: EC2, volumeId: string): Promise<boolean> {
  const { VolumesModifications = [] } = await ec2.describeVolumesModifications({
    VolumeIds: [volumeId],
  });
  const [{ ModificationState: state = '', StatusMessage = '' } = {}] = VolumesModifications;
  if (state === 'failed') throw new Error(`AWS could not change ${volumeId}: ${StatusMessage}`);
  return state !== '';
}
