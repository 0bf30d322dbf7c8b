import { defineHook } from '../../contracts/hooks.ts';
import { harmlessAction, harmlessPlan, harmlessTarget } from '../harmless-inputs.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

/** What its owner has marked stays as it is. */
export const protectedTags = defineHook({
  id: 'protected-tags',
  stage: 'plan',
  purpose: 'Stops plans that change a resource whose tags protect it.',
  enforces: ['tags-ignored', 'owner-not-asked', 'owners-are-asked'],
  decide({ plan }, settings) {
    const found = plan.actions
      .flatMap(({ targets }) => targets)
      .filter(({ tags }) => settings.protectedTags.some((tag) => bears(tags, tag)))
      .map(({ resourceId }) => resourceId);
    if (found.length === 0) return ALLOW;
    return deny(
      `Tags protect ${firstOf(found)}.`,
      'Leave them out, or have the owner take the tag away first.',
    );
  },
  cases: [
    { name: 'other tags', given: {}, decision: 'allow' },
    { name: 'the key alone', given: { plan: tagged({ Protected: 'no' }) }, decision: 'deny' },
    { name: 'key and value', given: { plan: tagged({ retention: 'Legal' }) }, decision: 'deny' },
    {
      name: 'the key with another value',
      given: { plan: tagged({ Retention: '30d' }) },
      decision: 'allow',
    },
    {
      name: 'a key that begins alike',
      given: { plan: tagged({ 'protected-by': 'x' }) },
      decision: 'allow',
    },
    {
      name: 'nothing is protected',
      given: { plan: tagged({ protected: 'yes' }) },
      settings: { protectedTags: [] },
      decision: 'allow',
    },
  ],
});

/** Case is no reason to change what somebody wanted to protect. */
function bears(tags: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  const key = (at < 0 ? wanted : wanted.slice(0, at)).trim().toLowerCase();
  const value =
    at < 0
      ? null
      : wanted
          .slice(at + 1)
          .trim()
          .toLowerCase();
  return Object.entries(tags).some(
    ([name, text]) =>
      name.trim().toLowerCase() === key && (value === null || text.trim().toLowerCase() === value),
  );
}

function tagged(tags: Readonly<Record<string, string>>) {
  return harmlessPlan({ actions: [harmlessAction({ targets: [harmlessTarget({ tags })] })] });
}
