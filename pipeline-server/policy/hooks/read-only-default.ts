import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, requireApproval } from '../verdicts.ts';

/** What writes is asked for, whoever calls it. */
export const readOnlyDefault = defineHook({
  id: 'read-only-default',
  stage: 'before-tool',
  purpose: 'Lets reads pass and has every write asked for.',
  enforces: ['write-without-approval', 'read-by-name', 'principle-read-only'],
  decide({ call }) {
    if (call.access !== 'write') return ALLOW;
    return requireApproval(
      `${call.name} changes something: ${call.reason}`,
      'Ask for it: a plan with its evidence goes to an approver, and is executed once approved.',
    );
  },
  cases: [
    { name: 'a read', given: {}, decision: 'allow' },
    {
      name: 'a write',
      given: {
        call: { name: 'aws', arguments: {}, access: 'write', reason: 'It stops instances.' },
      },
      decision: 'require-approval',
    },
    {
      name: 'a write under a name that sounds like a read',
      given: {
        call: {
          name: 'get_report',
          arguments: {},
          access: 'write',
          reason: 'It is not known to read only.',
        },
      },
      decision: 'require-approval',
    },
    {
      name: 'a write of an agent whose plan was agreed to',
      given: {
        call: { name: 'aws', arguments: {}, access: 'write', reason: 'It deletes a volume.' },
        agent: { id: 'cloudops', tier: 'execution' },
        planAgreed: true,
      },
      decision: 'require-approval',
    },
    {
      name: 'what is refused altogether, which validate-bash stops',
      given: {
        call: { name: 'aws', arguments: {}, access: 'refused', reason: 'It is no command.' },
      },
      decision: 'allow',
    },
  ],
});
