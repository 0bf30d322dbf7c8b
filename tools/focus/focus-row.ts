import { COLUMN_NAMES } from './columns.ts';

/**
 * A row by column name. Decimals are exact decimal text, times are `YYYY-MM-DDTHH:mm:ssZ`, JSON is JSON text. Values come
 * from AWS: data, never markup.
 */
export type FocusRow = Readonly<Record<string, string | boolean | null>>;

const EMPTY: FocusRow = Object.freeze(Object.fromEntries(COLUMN_NAMES.map((name) => [name, null])));

/** A row with every column in order; what is not given is null. */
export function focusRow(given: FocusRow): FocusRow {
  return { ...EMPTY, ...given };
}
