import { defineHook } from '../../contracts/hooks.ts';
import { harmlessAction, harmlessPlan, harmlessTarget } from '../harmless-inputs.ts';
import { placesOf } from '../plan-places.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

/** Nothing is changed where the organisation does not work. */
export const regionFence = defineHook({
  id: 'region-fence',
  stage: 'plan',
  purpose:
    'Stops plans that change something outside the allowed Regions, by their targets, arguments and ARNs.',
  enforces: ['wrong-region', 'target-is-not-argument', 'data-leaves-country', 'stay-in-bounds'],
  decide({ plan }, { allowedRegions }) {
    if (allowedRegions.length === 0) return ALLOW;
    const outside = placesOf(plan).regions.filter((region) => !allowedRegions.includes(region));
    if (outside.length === 0) return ALLOW;
    return deny(
      `The plan changes something in ${firstOf(outside)}.`,
      `Allowed Regions: ${allowedRegions.join(', ')}. An admin sets approvals.limits.allowedRegions.`,
    );
  },
  cases: [
    { name: 'a Region that is allowed', given: {}, decision: 'allow' },
    {
      name: 'another Region',
      given: { plan: targeting({ region: 'eu-west-1' }) },
      decision: 'deny',
    },
    {
      name: 'a service without Regions',
      given: { plan: targeting({ region: 'global' }) },
      decision: 'allow',
    },
    {
      name: 'arguments that name another Region than the targets',
      given: {
        plan: harmlessPlan({ actions: [harmlessAction({ arguments: { region: 'eu-west-1' } })] }),
      },
      decision: 'deny',
    },
    {
      name: 'an ARN in another Region',
      given: {
        plan: targeting({ resourceId: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1' }),
      },
      decision: 'deny',
    },
    {
      name: 'no fence',
      given: { plan: targeting({ region: 'eu-west-1' }) },
      settings: { allowedRegions: [] },
      decision: 'allow',
    },
  ],
});

function targeting(target: Parameters<typeof harmlessTarget>[0]) {
  return harmlessPlan({ actions: [harmlessAction({ targets: [harmlessTarget(target)] })] });
}
