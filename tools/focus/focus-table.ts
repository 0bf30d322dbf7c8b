import { COLUMN_NAMES, focusColumn } from './columns.ts';
import { type Duckdb, quoteName } from './duckdb.ts';
import type { FocusRow } from './focus-row.ts';
import { sqlType } from './sql-type.ts';

/** Makes the table `focus` of rows that are in memory, with all columns in order. */
export async function createFocusTable(
  { connection }: Duckdb,
  rows: readonly FocusRow[],
): Promise<void> {
  const columns = COLUMN_NAMES.map((name) => `${quoteName(name)} ${typeOf(name)}`);
  await connection.run(`CREATE TABLE focus (${columns.join(', ')})`);
  const appender = await connection.createAppender('focus');
  for (const row of rows) {
    for (const name of COLUMN_NAMES) {
      const value = row[name] ?? null;
      if (value === null) appender.appendNull();
      else if (typeof value === 'boolean') appender.appendBoolean(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }
  appender.closeSync();
}

function typeOf(name: string): string {
  const column = focusColumn(name);
  if (column !== null) return sqlType(column);
  return name === 'x_Estimated' ? 'BOOLEAN' : 'VARCHAR';
}
