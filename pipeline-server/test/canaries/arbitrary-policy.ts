import fc from 'fast-check';
import { DEFAULT_POLICY } from '../../sovereignty/default-policy.ts';
import { type Policy, sealPolicy } from '../../sovereignty/load-policy.ts';
import type { PolicyRule } from '../../sovereignty/policy-schema.ts';

const ANYWHERE: PolicyRule['places'] = ['local', 'vpc', 'cloud'];

/** What a rule does with sensitive data; the last lets out what the route itself must not carry. */
const action = fc.constantFrom<Pick<PolicyRule, 'action' | 'places'>>(
  { action: 'redact', places: ANYWHERE },
  { action: 'pseudonymise', places: ANYWHERE },
  { action: 'route-local', places: ['local'] },
  { action: 'allow', places: ['local'] },
  { action: 'block' },
  { action: 'allow', places: ANYWHERE },
);

/** The product's own policy, or one with any action for each class. */
export const policy: fc.Arbitrary<Policy> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(sealPolicy(DEFAULT_POLICY)) },
  {
    weight: 4,
    arbitrary: fc.tuple(action, action).map(([confidential, restricted]) =>
      sealPolicy({
        version: 1,
        name: 'generated',
        rules: [
          rule('open', ['PUBLIC', 'INTERNAL'], { action: 'allow', places: ANYWHERE }),
          rule('confidential', ['CONFIDENTIAL'], confidential),
          rule('restricted', ['RESTRICTED'], restricted),
        ],
      }),
    ),
  },
);

function rule(
  id: string,
  classes: PolicyRule['classes'],
  what: Pick<PolicyRule, 'action' | 'places'>,
): PolicyRule {
  return { id, classes, reason: 'Because of the test.', ...what };
}
