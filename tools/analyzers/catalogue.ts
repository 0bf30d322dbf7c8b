import { createRequire } from 'node:module';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Severity } from '../../pipeline-server/contracts/parameters.ts';

const EntrySchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9]+(\\.[a-z0-9-]+)+$' }),
    title: Type.String({ minLength: 1 }),
    domain: Type.Union([
      Type.Literal('cost'),
      Type.Literal('security'),
      Type.Literal('reliability'),
      Type.Literal('inventory'),
      Type.Literal('certificates'),
    ]),
    /** `config` for a declared query, else `service:Operation`. */
    source: Type.String({ minLength: 1 }),
    /** Config advanced query, with `'{{name}}'` where a checked value goes; empty for other sources. */
    sql: Type.String({ maxLength: 4096 }),
    api: Type.String(),
    computes: Type.String({ minLength: 1 }),
    threshold: Type.String({ minLength: 1 }),
    severity: Type.Union([
      Type.Literal('CRITICAL'),
      Type.Literal('HIGH'),
      Type.Literal('MEDIUM'),
      Type.Literal('LOW'),
      Type.Literal('INFO'),
    ]),
    soc2: Type.Array(Type.String()),
    cps234: Type.Array(Type.String()),
    sqlOnly: Type.Union([Type.Literal('yes'), Type.Literal('eval'), Type.Literal('no')]),
    securityHubControl: Type.String(),
  },
  { additionalProperties: false },
);

/** One entry of the catalogue as declared. */
export type CatalogueEntry = Static<typeof EntrySchema>;

const data: unknown = createRequire(import.meta.url)('./catalogue.json');

/** Every check that is known by name, in the order in which it is listed. */
export const CATALOGUE: readonly CatalogueEntry[] = Value.Parse(Type.Array(EntrySchema), data);

const BY_ID = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

/** The entry with this id, or null. */
export function catalogueEntry(id: string): CatalogueEntry | null {
  return BY_ID.get(id) ?? null;
}

/** The entry's severity in Security Hub's words. */
export function severityOf(entry: CatalogueEntry): Severity {
  return entry.severity === 'INFO' ? 'INFORMATIONAL' : entry.severity;
}
