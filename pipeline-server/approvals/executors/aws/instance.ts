import type { EC2, Instance } from '@aws-sdk/client-ec2';
import { Type } from 'typebox';
import type { ActionTarget } from '../../../contracts/plan.ts';
import { codeOf } from './aws-words.ts';
import { EXACT, ec2Arn, ec2Id, PLACE } from './place-arguments.ts';

/** What changes of one EC2 instance are told. */
const INSTANCE_ARGUMENTS = Type.Object({ ...PLACE, instanceId: ec2Id('i') }, EXACT);

type Input = Type.Static<typeof INSTANCE_ARGUMENTS>;

/** What changes of one EC2 instance have in common. */
export const INSTANCE = {
  service: 'ec2',
  arguments: INSTANCE_ARGUMENTS,
  reads: ['ec2:DescribeInstances'],
  types: ['AWS::EC2::Instance'],
  argumentsOf: ({ resourceId }: ActionTarget) => ({ instanceId: idIn(resourceId) }),
  arns: (input: Input) => [ec2Arn(input, `instance/${input.instanceId}`)],
  read: readInstance,
  seenWords: (seen: Instance) => `It is ${stateOf(seen)} (${seen.InstanceType ?? 'unknown type'}).`,
} as const;

/** The last part of an ARN, or an id as it is. */
export function idIn(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}

/** The instance; null when it is terminated or AWS does not know it. */
async function readInstance(ec2: EC2, { instanceId }: Input): Promise<Instance | null> {
  try {
    const { Reservations = [] } = await ec2.describeInstances({ InstanceIds: [instanceId] });
    const instance = Reservations.flatMap(({ Instances = [] }) => Instances)[0] ?? null;
    return instance === null || stateOf(instance) === 'terminated' ? null : instance;
  } catch (error) {
    if (codeOf(error) === 'InvalidInstanceID.NotFound') return null;
    throw error;
  }
}

/** `running`, `stopped` and the states between. */
export function stateOf({ State }: Instance): string {
  return State?.Name ?? 'unknown';
}
