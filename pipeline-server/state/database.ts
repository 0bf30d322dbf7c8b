import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, Migrator, type SqliteDatabase } from 'kysely';
import Database from 'libsql';
import type { BudgetKind } from '../contracts/budgets.ts';
import type { ApprovalTables } from './approval-tables.ts';
import { keepStatements } from './kept-statements.ts';
import type { KnowledgeTables } from './knowledge-tables.ts';
import { MIGRATIONS } from './migrations.ts';
import { StateDialect } from './sqlite-dialect.ts';

/** Tables of the embedded store. JSON columns hold text. */
interface Tables extends ApprovalTables, KnowledgeTables {
  readonly valves: {
    readonly plugin_id: string;
    readonly values_json: string;
    /** ISO 8601. */
    readonly updated_at: string;
  };
  readonly spending: {
    /** `YYYY-MM-DD`, UTC. */
    readonly day: string;
    readonly identity: string;
    readonly micro_usd: number;
  };
  readonly audit: {
    readonly sequence: number;
    readonly json: string;
    readonly previous: string;
    readonly hash: string;
  };
  readonly chat_classes: {
    readonly chat_id: string;
    /** Index into DATA_CLASSES. */
    readonly class_rank: number;
    /** ISO 8601. */
    readonly updated_at: string;
  };
  readonly chat_findings: {
    readonly chat_id: string;
    readonly fingerprint: string;
    /** 1 once an admin said that it is not sensitive. */
    readonly released: number;
  };
  readonly model_use: {
    /** `YYYY-MM-DD`, UTC. */
    readonly day: string;
    readonly kind: BudgetKind;
    readonly name: string;
    readonly tokens: number;
    readonly micro_usd: number;
  };
  readonly pseudonyms: {
    readonly chat_id: string;
    /** Keyed hash of the value: the same value is kept once. */
    readonly fingerprint: string;
    readonly token: string;
    /** The value, encrypted. */
    readonly sealed: string;
    /** ISO 8601. */
    readonly expires_at: string;
  };
  readonly chats: {
    readonly chat_id: string;
    readonly state_json: string;
    /** ISO 8601. */
    readonly updated_at: string;
  };
}

/** The embedded store. */
export type StateDatabase = Kysely<Tables>;

/**
 * Opens the store and brings its tables up to date. A write is on the disk when its promise resolves (write-ahead
 * log, `synchronous = FULL`); a second process on the same file waits up to five seconds for its turn.
 * @param file path of the database; its directory is made when it is missing.
 * @throws when the file is not a database or a migration fails; the message names the file.
 */
export async function openDatabase(file: string): Promise<StateDatabase> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const database = new Kysely<Tables>({
    dialect: new StateDialect({ database: keepStatements(connect(file)) }),
  });
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
  });
  const error = await migrate(migrator);
  if (error === undefined) return database;
  await database.destroy();
  throw new Error(`The database ${file} could not be brought up to date.`, { cause: error });
}

const MIGRATION_TRIES = 5;
const MIGRATION_WAIT_MS = 200;

/** Tries again, since another process may be bringing the same file up to date. @returns what went wrong the last time */
async function migrate(migrator: Migrator): Promise<unknown> {
  for (let left = MIGRATION_TRIES - 1; ; left -= 1) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined || left === 0) return error;
    await sleep(MIGRATION_WAIT_MS);
  }
}

function connect(file: string): SqliteDatabase {
  try {
    const connection = new Database(file);
    connection.pragma('busy_timeout = 5000');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    // libsql follows better-sqlite3, which Kysely's dialect is written for; only the declared types differ.
    return connection as unknown as SqliteDatabase;
  } catch (error) {
    throw new Error(`The database ${file} cannot be opened.`, { cause: error });
  }
}
