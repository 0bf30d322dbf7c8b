import { defineChange } from './aws-change.ts';
import { INSTANCE, stateOf } from './instance.ts';

/** Starts a stopped EC2 instance (StartInstances). */
export const startInstance = defineChange({
  ...INSTANCE,
  id: 'ec2.start-instance',
  description: 'Starts a stopped EC2 instance.',
  destructive: false,
  writes: ['ec2:StartInstances', 'ec2:StopInstances'],
  words: ({ instanceId }) => `Start ${instanceId}`,
  rollback: 'Stop it again.',
  isDone: (seen) => seen !== null && stateOf(seen) === 'running',
  obstacle: (seen) => (stateOf(seen) === 'stopped' ? null : `It is ${stateOf(seen)}, not stopped.`),
  tryOut: (ec2, { instanceId }) => ec2.startInstances({ InstanceIds: [instanceId], DryRun: true }),
  async change(ec2, { instanceId }) {
    await ec2.startInstances({ InstanceIds: [instanceId] });
    return `AWS began to start ${instanceId}.`;
  },
  async undo(ec2, { instanceId }) {
    await ec2.stopInstances({ InstanceIds: [instanceId] });
    return `AWS began to stop ${instanceId} again.`;
  },
  verifySeconds: 300,
});
