import { defineChange } from './aws-change.ts';
import { INSTANCE, stateOf } from './instance.ts';

/** Stops an EC2 instance (StopInstances). What lies on instance store volumes is lost, so one that has its root there is left. */
export const stopInstance = defineChange({
  ...INSTANCE,
  id: 'ec2.stop-instance',
  description: 'Stops a running EC2 instance that nobody scales.',
  destructive: false,
  writes: ['ec2:StopInstances', 'ec2:StartInstances'],
  words: ({ instanceId }) => `Stop ${instanceId}`,
  rollback: 'Start it again; a public address that is no Elastic IP changes.',
  isDone: (seen) => seen !== null && stateOf(seen) === 'stopped',
  obstacle(seen) {
    if (stateOf(seen) !== 'running') return `It is ${stateOf(seen)}, not running.`;
    if (seen.RootDeviceType === 'instance-store') return 'Its root volume would be lost.';
    if (seen.InstanceLifecycle === 'spot') return 'It is a Spot Instance.';
    const group = seen.Tags?.find(({ Key }) => Key === 'aws:autoscaling:groupName')?.Value;
    return group === undefined ? null : `The Auto Scaling group ${group} would replace it.`;
  },
  tryOut: (ec2, { instanceId }) => ec2.stopInstances({ InstanceIds: [instanceId], DryRun: true }),
  async change(ec2, { instanceId }) {
    await ec2.stopInstances({ InstanceIds: [instanceId] });
    return `AWS began to stop ${instanceId}.`;
  },
  async undo(ec2, { instanceId }) {
    await ec2.startInstances({ InstanceIds: [instanceId] });
    return `AWS began to start ${instanceId} again.`;
  },
  verifySeconds: 300,
});
