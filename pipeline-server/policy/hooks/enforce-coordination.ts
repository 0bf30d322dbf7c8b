import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** The tier whose agents agree to plans. */
const DECIDING = 'decision';

/** Specialists work on what was agreed. */
export const enforceCoordination = defineHook({
  id: 'enforce-coordination',
  stage: 'before-tool',
  purpose:
    'Lets no specialist agent work before an agent of the decision tier has agreed to the plan.',
  enforces: ['specialist-without-plan', 'plan-after-the-work', 'principle-coordination'],
  decide({ agent, planAgreed }) {
    if (agent === null || agent.tier === DECIDING || planAgreed) return ALLOW;
    return deny(
      `${agent.id} is a specialist (${agent.tier}), and nobody has agreed to a plan yet.`,
      'Have an agent of the decision tier agree to the plan first.',
    );
  },
  cases: [
    { name: 'a person, who needs no plan to read', given: {}, decision: 'allow' },
    {
      name: 'a specialist without a plan',
      given: { agent: { id: 'cloudops', tier: 'execution' } },
      decision: 'deny',
    },
    {
      name: 'a specialist with a plan',
      given: { agent: { id: 'cloudops', tier: 'execution' }, planAgreed: true },
      decision: 'allow',
    },
    {
      name: 'who makes the plan',
      given: { agent: { id: 'product-owner', tier: 'decision' } },
      decision: 'allow',
    },
    {
      name: 'a tier that nobody knows',
      given: { agent: { id: 'stranger', tier: 'Decision ' } },
      decision: 'deny',
    },
    {
      name: 'operations without a plan, though they only read',
      given: { agent: { id: 'observer', tier: 'operations' } },
      decision: 'deny',
    },
  ],
});
