import { defineHook } from '../../contracts/hooks.ts';
import type { BlastRadius, Plan } from '../../contracts/plan.ts';
import { harmlessAction, harmlessPlan, harmlessTarget } from '../harmless-inputs.ts';
import { placesOf } from '../plan-places.ts';
import { ALLOW, deny } from '../verdicts.ts';

const SMALLER = 'Make several plans, or have an admin raise approvals.limits.';

/** A plan is as small as people can look through, and says truly how much it touches. */
export const blastRadius = defineHook({
  id: 'blast-radius',
  stage: 'plan',
  purpose:
    'Stops plans that touch more resources or accounts than the settings allow, or more than they say.',
  enforces: ['change-everything-at-once', 'radius-understated', 'small-steps'],
  decide({ plan }, { maximumResources, maximumAccounts }) {
    const counted = countedRadius(plan);
    const { resources, accounts } = plan.blastRadius;
    if (counted.resources > resources || counted.accounts > accounts) {
      return deny(
        `The plan says that it touches ${resources} resources in ${accounts} accounts, and names ${counted.resources} in ${counted.accounts}.`,
        'Plan it again: the approver has to see all of it.',
      );
    }
    if (resources > maximumResources) {
      return deny(
        `The plan touches ${resources} resources; ${maximumResources} are allowed.`,
        SMALLER,
      );
    }
    if (accounts <= maximumAccounts) return ALLOW;
    return deny(`The plan touches ${accounts} accounts; ${maximumAccounts} are allowed.`, SMALLER);
  },
  cases: [
    { name: 'one instance', given: {}, decision: 'allow' },
    {
      name: 'just as many as are allowed',
      given: { plan: planOf(3, radius(3)) },
      decision: 'allow',
    },
    { name: 'one too many', given: { plan: planOf(4, radius(4)) }, decision: 'deny' },
    { name: 'more than it says', given: { plan: planOf(2, radius(1)) }, decision: 'deny' },
    {
      name: 'a file of changes that names no targets but says how many',
      given: { plan: planOf(0, { ...radius(9), accounts: 1 }) },
      decision: 'deny',
    },
    {
      name: 'too many accounts',
      given: { plan: planOf(1, { ...radius(3), accounts: 3 }) },
      decision: 'deny',
    },
    {
      name: 'one resource twice',
      given: {
        plan: harmlessPlan({ actions: [harmlessAction(), harmlessAction({ id: 'action-2' })] }),
      },
      decision: 'allow',
    },
  ],
});

function countedRadius(plan: Plan): Pick<BlastRadius, 'resources' | 'accounts'> {
  const keys = plan.actions.flatMap(({ targets }) =>
    targets.map(({ accountId, region, resourceId }) => `${accountId} ${region} ${resourceId}`),
  );
  return { resources: new Set(keys).size, accounts: placesOf(plan).accounts.length };
}

function radius(resources: number): BlastRadius {
  return { resources, accounts: 1, regions: 1, production: false };
}

function planOf(resources: number, blastRadius: BlastRadius): Plan {
  const targets = Array.from({ length: resources }, (_, each) =>
    harmlessTarget({ resourceId: `i-${each}` }),
  );
  return harmlessPlan({ actions: [harmlessAction({ targets })], blastRadius });
}
