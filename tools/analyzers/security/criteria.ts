import { createRequire } from 'node:module';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { CatalogueEntry } from '../catalogue.ts';

const CriteriaSchema = Type.Object(
  {
    standard: Type.String(),
    source: Type.String(),
    criteria: Type.Array(
      Type.Object({ id: Type.String({ minLength: 1 }), topic: Type.String({ minLength: 1 }) }),
    ),
  },
  { additionalProperties: false },
);

const require = createRequire(import.meta.url);
const soc2: unknown = require('./soc2-criteria.json');
const cps234: unknown = require('./cps234-paragraphs.json');

/** A criterion or paragraph of a standard. */
export interface Criterion {
  readonly id: string;
  /** What it is about, in our own words. */
  readonly topic: string;
}

/** The SOC 2 criteria, all of them, in their order. */
export const SOC2_CRITERIA: readonly Criterion[] = Value.Parse(CriteriaSchema, soc2).criteria;

/** The paragraphs of CPS 234 that ask for something, in their order. */
export const CPS234_PARAGRAPHS: readonly Criterion[] = Value.Parse(CriteriaSchema, cps234).criteria;

/** What in this product says something about a criterion. */
export interface MappedEvidence {
  readonly checks: readonly string[];
  /** Security Hub controls that judge the same as one of the checks. */
  readonly controls: readonly string[];
}

/** The evidence that the catalogue maps to a criterion; scorecards are no evidence themselves. */
export function evidenceFor(
  criterion: string,
  entries: readonly CatalogueEntry[],
  criteriaOf: (entry: CatalogueEntry) => readonly string[],
): MappedEvidence {
  const mapped = entries.filter(
    (entry) => criteriaOf(entry).includes(criterion) && !entry.id.endsWith('.scorecard'),
  );
  const controls = mapped.map((entry) => entry.securityHubControl).filter((id) => id !== '');
  return { checks: mapped.map(({ id }) => id), controls: [...new Set(controls)] };
}
