import { countBy } from '../count-by.ts';
import type { Replaced } from '../pseudonymiser.ts';
import { type Plan, valuesOf } from './plan-replacements.ts';

/** How many places of a plan are redacted and how many get a pseudonym, by kind; never a value. */
export function countReplacements(plan: Plan): Pick<Replaced, 'redacted' | 'pseudonymised'> {
  const all = [...plan.values()].flat();
  const kindsWhere = (isNamed: boolean) =>
    all.filter(({ parts }) => valuesOf(parts).length > 0 === isNamed).map(({ kind }) => kind);
  return { redacted: countBy(kindsWhere(false)), pseudonymised: countBy(kindsWhere(true)) };
}
