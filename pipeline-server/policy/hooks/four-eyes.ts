import { defineHook } from '../../contracts/hooks.ts';
import { provesPerson } from '../../contracts/principal.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** Nobody approves an own request. The ledger looks at it as well, whatever this hook's mode is. */
export const fourEyes = defineHook({
  id: 'four-eyes',
  stage: 'before-execution',
  purpose:
    'Lets nothing be executed that nobody but its requester approved; two approve where it is not proved who asked.',
  enforces: ['self-approval', 'unproved-identity', 'four-eyes'],
  decide({ actor, requester, approvers }) {
    const people = new Set(approvers.map((person) => person.trim().toLowerCase()));
    if (people.has(requester.trim().toLowerCase())) {
      return deny(`${requester} asked for it and approved it.`, 'Somebody else has to approve it.');
    }
    const needed = provesPerson(actor.proof) ? 1 : 2;
    if (people.size >= needed) return ALLOW;
    return deny(
      `${people.size} approved it; ${needed} are needed${needed === 2 ? ', as it is not proved who asked' : ''}.`,
      'Have another person approve it.',
    );
  },
  cases: [
    { name: 'somebody else', given: {}, decision: 'allow' },
    { name: 'nobody', given: { approvers: [] }, decision: 'deny' },
    { name: 'the requester', given: { approvers: ['erin@example.com'] }, decision: 'deny' },
    {
      name: 'the requester in other letters',
      given: { approvers: ['Erin@Example.com '] },
      decision: 'deny',
    },
    {
      name: 'the requester beside somebody else',
      given: { approvers: ['mary@example.com', 'erin@example.com'] },
      decision: 'deny',
    },
    {
      name: 'one, where it is not proved who asked',
      given: { actor: { id: 'erin@example.com', groups: [], proof: 'unsigned' } },
      decision: 'deny',
    },
    {
      name: 'one twice, where it is not proved who asked',
      given: {
        actor: { id: 'erin@example.com', groups: [], proof: 'api-key' },
        approvers: ['mary@example.com', 'MARY@example.com'],
      },
      decision: 'deny',
    },
    {
      name: 'two, where it is not proved who asked',
      given: {
        actor: { id: 'erin@example.com', groups: [], proof: 'unsigned' },
        approvers: ['mary@example.com', 'tom@example.com'],
      },
      decision: 'allow',
    },
  ],
});
