import type { SqliteDatabase } from 'kysely';

type Statement = ReturnType<SqliteDatabase['prepare']>;

const MOST_KEPT = 64;
/** Longer ones have a row for each of many values, and seldom come again. */
const MOST_CHARACTERS = 2000;

/**
 * A database that keeps the statements that write. What is bound to a statement is held until the statement goes, and libsql lets it go when
 * V8 collects garbage, which knows nothing of that memory: 100,000 chunks took 600 MiB.
 */
export function keepStatements(database: SqliteDatabase): SqliteDatabase {
  const kept = new Map<string, Statement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = database.prepare(sql);
      // One that reads may still be read from when the same is asked again.
      if (statement.reader || sql.length > MOST_CHARACTERS) return statement;
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= MOST_KEPT) kept.delete(oldest);
      kept.set(sql, statement);
      return statement;
    },
  };
}
