import { defineChange } from './aws-change.ts';
import { INSTANCE, stateOf } from './instance.ts';

/** Requires session tokens of who asks for an instance's metadata (ModifyInstanceMetadataOptions). */
export const requireImdsv2 = defineChange({
  ...INSTANCE,
  id: 'ec2.require-imdsv2',
  description: 'Requires IMDSv2: programs that ask for metadata without a token get none.',
  destructive: false,
  writes: ['ec2:ModifyInstanceMetadataOptions'],
  words: ({ instanceId }) => `Require IMDSv2 on ${instanceId}`,
  rollback: 'Make tokens optional again.',
  isDone: (seen) => seen?.MetadataOptions?.HttpTokens === 'required',
  obstacle(seen) {
    const known = ['running', 'stopped'].includes(stateOf(seen));
    return known ? null : `It is ${stateOf(seen)}, not running or stopped.`;
  },
  seenWords: ({ MetadataOptions }) =>
    `Tokens are ${MetadataOptions?.HttpTokens ?? 'optional'}, metadata is ${MetadataOptions?.HttpEndpoint ?? 'enabled'}.`,
  tryOut: (ec2, { instanceId }) =>
    ec2.modifyInstanceMetadataOptions({
      InstanceId: instanceId,
      HttpTokens: 'required',
      DryRun: true,
    }),
  async change(ec2, { instanceId }) {
    await ec2.modifyInstanceMetadataOptions({ InstanceId: instanceId, HttpTokens: 'required' });
    return `${instanceId} requires tokens from now on.`;
  },
  async undo(ec2, { instanceId }) {
    await ec2.modifyInstanceMetadataOptions({ InstanceId: instanceId, HttpTokens: 'optional' });
    return `${instanceId} takes requests without a token again.`;
  },
  verifySeconds: 60,
});
