import { createRequire } from 'node:module';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

const TableSchema = Type.Object(
  {
    calendar: Type.String(),
    asOf: Day,
    versions: Type.Array(
      Type.Object({
        version: Type.String(),
        standardUntil: Day,
        extendedUntil: Day,
        /** The public page on which the dates were found; null where none was. */
        confirmedBy: Type.Union([Type.String(), Type.Null()]),
      }),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

const data: unknown = createRequire(import.meta.url)('./eks-support.json');

const TABLE = Value.Parse(TableSchema, data);

/** The day on which the table of Kubernetes versions was last compared with AWS's, `YYYY-MM-DD`. */
export const EKS_TABLE_DATE = TABLE.asOf;

/** The versions whose dates were not found on a public page. */
export const EKS_UNCONFIRMED: readonly string[] = TABLE.versions
  .filter(({ confirmedBy }) => confirmedBy === null)
  .map(({ version }) => version);

/** Until when EKS supports a Kubernetes version. */
export interface EksSupport {
  /** Days, `YYYY-MM-DD`; a version that is older than the table ended at an unknown time. */
  readonly standardUntil: string | null;
  readonly extendedUntil: string | null;
}

/** The support of a version such as `1.33`; null for one that is newer than the table, or no version. */
export function eksSupportOf(version: string): EksSupport | null {
  const known = TABLE.versions.find((each) => each.version === version);
  if (known !== undefined) return known;
  const oldest = minorOf(TABLE.versions[0]?.version ?? '');
  const minor = minorOf(version);
  if (minor === null || oldest === null || minor > oldest) return null;
  return { standardUntil: null, extendedUntil: null };
}

function minorOf(version: string): number | null {
  const minor = /^1\.(\d{1,3})$/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}
