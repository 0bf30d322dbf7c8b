import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** A DuckDB of one's own in memory. */
export interface Duckdb {
  readonly instance: DuckDBInstance;
  /** The connection that sets the data up; questions get one each. */
  readonly connection: DuckDBConnection;
  close(): void;
}

/** What a database may take. Nothing spills to disk: a question that needs more memory fails and says so. */
const CONFIGURATION = {
  memory_limit: '512MB',
  threads: '2',
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
};

/** Opens an empty database. The library is loaded on first use: it is 70 MB of native code. */
export async function openDuckdb(): Promise<Duckdb> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', CONFIGURATION);
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return {
    instance,
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/**
 * Shuts the database in: from here on it reads the given files and no others, writes none, loads no extension, and no
 * setting can be changed back.
 */
export async function shutIn({ connection }: Duckdb, files: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_paths = [${files.map(quoteText).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** A name as SQL spells it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL spells it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
