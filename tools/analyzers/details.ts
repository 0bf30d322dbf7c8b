import { createRequire } from 'node:module';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const ThresholdSchema = Type.Object(
  {
    /** Counts and days are whole; a share or an amount of money may lie between two. */
    type: Type.Enum(['integer', 'number']),
    default: Type.Number(),
    minimum: Type.Number(),
    maximum: Type.Number(),
    unit: Type.String({ minLength: 1 }),
    what: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

const DetailsSchema = Type.Object(
  {
    /** What it finds, for people. */
    description: Type.String({ minLength: 20 }),
    /** The runbook that its findings belong to. */
    runbook: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
    /** What to do; only where the analyzer itself advises nothing. */
    remediation: Type.Optional(Type.String({ minLength: 20 })),
    /** Operations besides those of every analysis and of its coverage. */
    reads: Type.Array(Type.String({ pattern: '^[a-z0-9-]+:[A-Z]\\w+$' })),
    /** Paid requests of one run over an organization of ordinary size, ranking included, when nothing is cached. */
    paidRequests: Type.Integer({ minimum: 0 }),
    /** Numbers that the settings may change, by name. */
    thresholds: Type.Optional(Type.Record(Type.String(), ThresholdSchema)),
  },
  { additionalProperties: false },
);

/** What is known of an analyzer besides its catalogue entry. */
export type Details = Static<typeof DetailsSchema>;

const data: unknown = createRequire(import.meta.url)('./details.json');

/** By the id of the analyzer. */
export const DETAILS: ReadonlyMap<string, Details> = new Map(
  Object.entries(Value.Parse(Type.Record(Type.String(), DetailsSchema), data)),
);
