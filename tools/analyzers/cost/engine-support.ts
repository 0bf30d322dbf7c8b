import { createRequire } from 'node:module';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import { dayOf, daysBetween } from '../periods.ts';

const DAY = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const SupportSchema = Type.Object({
  /** The day on which the table was last compared with AWS's. */
  asOf: DAY,
  /** AWS's own release calendars. */
  calendars: Type.Array(Type.String()),
  versions: Type.Array(
    Type.Object({
      engine: Type.String(),
      /** Major version. */
      version: Type.String(),
      /** Last day of standard support. */
      until: DAY,
      /** The public page on which the date was found; null where none was. */
      confirmedBy: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

const data: unknown = createRequire(import.meta.url)('./engine-support.json');
const { asOf, versions } = Value.Parse(SupportSchema, data);
const ENDS = new Map(versions.map(({ engine, version, until }) => [`${engine} ${version}`, until]));

/** The day of the table of support dates. */
export const SUPPORT_AS_OF = asOf;

/** The engines and versions whose date was not found on a public page, e.g. `postgres 13`. */
export const UNCONFIRMED: readonly string[] = versions
  .filter(({ confirmedBy }) => confirmedBy === null)
  .map(({ engine, version }) => `${engine} ${version}`);

/**
 * The last day of a database's standard support, after which RDS charges for Extended Support; null for an engine or a
 * version that the table does not know.
 */
export function supportEnd(row: ConfigRow): string | null {
  const engine = textAt(row, 'configuration.engine') ?? '';
  const version = textAt(row, 'configuration.engineVersion') ?? '';
  const [major = '', minor = ''] = version.split('.');
  return ENDS.get(`${engine} ${major}`) ?? ENDS.get(`${engine} ${major}.${minor}`) ?? null;
}

/** Days of standard support that are left, negative once it has ended; null when the end is not known. */
export function supportDaysLeft(row: ConfigRow, now: Date): number | null {
  const end = supportEnd(row);
  return end === null ? null : daysBetween(dayOf(now), end);
}
