import { createRequire } from 'node:module';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const ColumnSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Z][A-Za-z]{1,49}$' }),
    /** The specification's feature level. */
    level: Type.Enum(['mandatory', 'conditional', 'recommended']),
    nullable: Type.Boolean(),
    type: Type.Enum(['Decimal', 'String', 'DateTime', 'JSON']),
    /** `currency` is an ISO 4217 code; `subcategory` is a value that the row's ServiceCategory allows. */
    format: Type.Optional(Type.Enum(['currency', 'subcategory'])),
    allowed: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    /** What Cost Explorer can give of the column. */
    costExplorer: Type.Enum(['derived', 'partly', 'none']),
    /** How it is derived, or why it is not. */
    how: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

/** A column of FOCUS 1.2 (specification tag v1.2), and what Cost Explorer can give of it. */
export type FocusColumn = Static<typeof ColumnSchema>;

const data: unknown = createRequire(import.meta.url)('./columns.json');

/** The 57 columns of FOCUS 1.2 in the alphabetical order that the specification asks for. */
export const FOCUS_COLUMNS: readonly FocusColumn[] = Value.Parse(Type.Array(ColumnSchema), data);

/** Columns of our own in rows that come from Cost Explorer; the specification wants them last. */
const CUSTOM_COLUMNS = [
  'x_CostExplorerQuery',
  'x_Estimated',
  'x_RecordType',
  'x_UsageType',
] as const;

/** The names of all columns of our rows, in order. */
export const COLUMN_NAMES: readonly string[] = [
  ...FOCUS_COLUMNS.map(({ name }) => name),
  ...CUSTOM_COLUMNS,
];

const BY_NAME = new Map(FOCUS_COLUMNS.map((column) => [column.name, column]));

/** The column of that name, or null. */
export function focusColumn(name: string): FocusColumn | null {
  return BY_NAME.get(name) ?? null;
}
