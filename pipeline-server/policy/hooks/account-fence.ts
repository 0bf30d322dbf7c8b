import { defineHook } from '../../contracts/hooks.ts';
import { harmlessAction, harmlessPlan, harmlessTarget } from '../harmless-inputs.ts';
import { placesOf } from '../plan-places.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

/** Nothing is changed in accounts that were not opened for it. */
export const accountFence = defineHook({
  id: 'account-fence',
  stage: 'plan',
  purpose:
    'Stops plans that change something outside the allowed accounts, by their targets, arguments and ARNs.',
  enforces: [
    'wrong-account',
    'target-is-not-argument',
    'management-account-changed',
    'stay-in-bounds',
  ],
  decide({ plan }, { allowedAccounts }) {
    if (allowedAccounts.length === 0) return ALLOW;
    const outside = placesOf(plan).accounts.filter((account) => !allowedAccounts.includes(account));
    if (outside.length === 0) return ALLOW;
    return deny(
      `The plan changes something in account ${firstOf(outside)}.`,
      'Leave it out, or have an admin add the account to approvals.limits.allowedAccounts.',
    );
  },
  cases: [
    { name: 'an account that is allowed', given: {}, decision: 'allow' },
    {
      name: 'another account',
      given: { plan: targeting({ accountId: '999988887777' }) },
      decision: 'deny',
    },
    {
      name: 'arguments that name another account than the targets',
      given: {
        plan: harmlessPlan({
          actions: [harmlessAction({ arguments: { accountId: '999988887777' } })],
        }),
      },
      decision: 'deny',
    },
    {
      name: 'an ARN deep in the arguments',
      given: {
        plan: harmlessPlan({
          actions: [
            harmlessAction({
              arguments: {
                of: [{ arn: 'arn:aws:s3:::b' }, { arn: 'arn:aws:iam::999988887777:user/u' }],
              },
            }),
          ],
        }),
      },
      decision: 'deny',
    },
    {
      name: 'a number of twelve digits that is no account',
      given: {
        plan: harmlessPlan({
          actions: [harmlessAction({ arguments: { ticket: '999988887777' } })],
        }),
      },
      decision: 'allow',
    },
    {
      name: 'no fence',
      given: { plan: targeting({ accountId: '999988887777' }) },
      settings: { allowedAccounts: [] },
      decision: 'allow',
    },
  ],
});

function targeting(target: Parameters<typeof harmlessTarget>[0]) {
  return harmlessPlan({ actions: [harmlessAction({ targets: [harmlessTarget(target)] })] });
}
