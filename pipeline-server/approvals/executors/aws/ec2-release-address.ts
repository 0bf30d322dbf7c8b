import type { Address, EC2 } from '@aws-sdk/client-ec2';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { codeOf } from './aws-words.ts';
import { idIn } from './instance.ts';
import { EXACT, ec2Arn, ec2Id, PLACE } from './place-arguments.ts';

/** Releases an Elastic IP that nothing is associated with (ReleaseAddress). */
export const releaseAddress = defineChange({
  id: 'ec2.release-address',
  description: 'Releases an Elastic IP that is associated with nothing.',
  service: 'ec2',
  arguments: Type.Object({ ...PLACE, allocationId: ec2Id('eipalloc') }, EXACT),
  destructive: true,
  reads: ['ec2:DescribeAddresses'],
  writes: ['ec2:ReleaseAddress'],
  types: ['AWS::EC2::EIP'],
  argumentsOf: ({ resourceId }) => ({ allocationId: idIn(resourceId) }),
  arns: (input) => [ec2Arn(input, `elastic-ip/${input.allocationId}`)],
  words: ({ allocationId }) => `Release the Elastic IP ${allocationId}`,
  rollback: null,
  read: (ec2, { allocationId }) => readAddress(ec2, allocationId),
  isDone: (seen) => seen === null,
  obstacle({ AssociationId = '', NetworkInterfaceId = '' }) {
    const user = NetworkInterfaceId || AssociationId;
    return user === '' ? null : `It is in use (${user}).`;
  },
  seenWords: ({ PublicIp }) => `${PublicIp ?? 'It'} is associated with nothing.`,
  tryOut: (ec2, { allocationId }) =>
    ec2.releaseAddress({ AllocationId: allocationId, DryRun: true }),
  async change(ec2, { allocationId }, { seen, facts }) {
    facts['publicIp'] = seen.PublicIp ?? null;
    await ec2.releaseAddress({ AllocationId: allocationId });
    return `${seen.PublicIp ?? allocationId} was released.`;
  },
  undo: null,
  verifySeconds: 60,
});

async function readAddress(ec2: EC2, allocationId: string): Promise<Address | null> {
  try {
    const { Addresses = [] } = await ec2.describeAddresses({ AllocationIds: [allocationId] });
    return Addresses[0] ?? null;
  } catch (error) {
    if (codeOf(error) === 'InvalidAllocationID.NotFound') return null;
    throw error;
  }
}
