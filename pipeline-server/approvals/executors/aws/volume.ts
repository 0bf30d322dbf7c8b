import type { EC2, Volume } from '@aws-sdk/client-ec2';
import { Type } from 'typebox';
import { codeOf } from './aws-words.ts';
import { EXACT, ec2Id, PLACE } from './place-arguments.ts';

/** What changes of one EBS volume are told. */
export const VOLUME_ARGUMENTS = Type.Object({ ...PLACE, volumeId: ec2Id('vol') }, EXACT);

/** The volume; null when it is deleted or AWS does not know it. */
export async function readVolume(
  ec2: EC2,
  { volumeId }: { readonly volumeId: string },
): Promise<Volume | null> {
  try {
    const { Volumes = [] } = await ec2.describeVolumes({ VolumeIds: [volumeId] });
    const [volume = null] = Volumes;
    return volume?.State === 'deleted' ? null : volume;
  } catch (error) {
    if (codeOf(error) === 'InvalidVolume.NotFound') return null;
    throw error;
  }
}
