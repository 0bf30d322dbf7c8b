import { rename, rm } from 'node:fs/promises';
import { openDuckdb, quoteText } from './duckdb.ts';
import type { FocusRow } from './focus-row.ts';
import { createFocusTable } from './focus-table.ts';

/**
 * Writes rows as a Parquet file: exact decimals, times in UTC, the label among the file's own metadata. A file that is
 * there is replaced when the new one is complete.
 */
export async function writeParquet(
  file: string,
  content: { readonly rows: readonly FocusRow[]; readonly label: string },
): Promise<void> {
  const unfinished = `${file}.unfinished`;
  const database = await openDuckdb();
  try {
    await createFocusTable(database, content.rows);
    await database.connection.run(
      `COPY focus TO ${quoteText(unfinished)} (FORMAT parquet, KV_METADATA {label: ${quoteText(content.label)}})`,
    );
    await rename(unfinished, file);
  } finally {
    database.close();
    await rm(unfinished, { force: true });
  }
}
