import { createRequire } from 'node:module';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import { dayOf, daysBetween } from '../periods.ts';

const DAY = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const SupportSchema = Type.Object({
  /** The day on which the table was last compared with AWS's. */
  asOf: DAY,
  sources: Type.Array(Type.String()),
  /** Last day of standard support, by engine and major version. */
  standardSupportEnds: Type.Record(Type.String(), Type.Record(Type.String(), DAY)),
});

const data: unknown = createRequire(import.meta.url)('./engine-support.json');
const { asOf, standardSupportEnds } = Value.Parse(SupportSchema, data);

/** The day of the table of support dates. */
export const SUPPORT_AS_OF = asOf;

/**
 * The last day of a database's standard support, after which RDS charges for Extended Support; null for an engine or a
 * version that the table does not know.
 */
export function supportEnd(row: ConfigRow): string | null {
  const engine = textAt(row, 'configuration.engine') ?? '';
  const version = textAt(row, 'configuration.engineVersion') ?? '';
  const [major = '', minor = ''] = version.split('.');
  const ends = standardSupportEnds[engine];
  return ends?.[major] ?? ends?.[`${major}.${minor}`] ?? null;
}

/** Days of standard support that are left, negative once it has ended; null when the end is not known. */
export function supportDaysLeft(row: ConfigRow, now: Date): number | null {
  const end = supportEnd(row);
  return end === null ? null : daysBetween(dayOf(now), end);
}
