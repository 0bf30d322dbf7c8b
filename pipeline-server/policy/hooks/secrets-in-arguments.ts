import { defineHook } from '../../contracts/hooks.ts';
import type { Plan } from '../../contracts/plan.ts';
import { harmlessAction, harmlessPlan } from '../harmless-inputs.ts';
import { hasSecret, secretPaths } from '../secret-shapes.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

/** Plans are kept, shown and sent to people: secrets have no place in them. */
export const secretsInArguments = defineHook({
  id: 'secrets-in-arguments',
  stage: 'plan',
  purpose: 'Stops plans that carry a password, token or key in an argument or a text.',
  enforces: ['secret-in-plan', 'secret-in-log', 'secret-on-command-line', 'secrets-stay-in-stores'],
  decide({ plan }) {
    const places = [...plan.actions.flatMap(argumentPaths), ...textPlaces(plan)];
    if (places.length === 0) return ALLOW;
    return deny(
      `The plan carries a secret (${firstOf(places)}).`,
      'Keep it in Secrets Manager or Parameter Store, and name it by its ARN.',
    );
  },
  cases: [
    { name: 'ids', given: {}, decision: 'allow' },
    {
      name: 'a password',
      given: { plan: taking({ masterPassword: 'hunter2222' }) },
      decision: 'deny',
    },
    {
      name: 'where the password is kept',
      given: {
        plan: taking({ masterPassword: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db' }),
      },
      decision: 'allow',
    },
    {
      name: 'a token deep in a list',
      given: { plan: taking({ env: [{ value: `ghp_${'a1B2'.repeat(9)}` }] }) },
      decision: 'deny',
    },
    {
      name: 'the id of the key to delete',
      given: { plan: taking({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }) },
      decision: 'allow',
    },
    {
      name: 'a token that pages',
      given: { plan: taking({ nextToken: 'abc', clientToken: 'x-1' }) },
      decision: 'allow',
    },
    {
      name: 'a password in the text for the approver',
      given: { plan: harmlessPlan({ purpose: 'Uses password: hunter2222' }) },
      decision: 'deny',
    },
  ],
});

function argumentPaths({ id, arguments: args }: Plan['actions'][number]): readonly string[] {
  return secretPaths(args).map((path) => `${id}: ${path}`);
}

function textPlaces({ title, purpose, actions }: Plan): readonly string[] {
  const texts = [
    ['title', title],
    ['purpose', purpose],
    ...actions.map(({ id, description, rollback }) => [id, `${description}\n${rollback ?? ''}`]),
  ] as const;
  return texts.flatMap(([place = '', text = '']) => (hasSecret(text) ? [place] : []));
}

function taking(args: Plan['actions'][number]['arguments']): Plan {
  return harmlessPlan({ actions: [harmlessAction({ arguments: args })] });
}
