import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { AuditEntry, AuditLog, AuditRecord } from '../contracts/audit.ts';
import { type ChainHead, EMPTY_CHAIN, linkEntries } from './audit-chain.ts';
import type { StateDatabase } from './database.ts';

/** Told of the head after every write, to make it known outside the store. */
export type PublishHead = (head: ChainHead) => void;

/** The chain in the embedded store. */
export function createAuditLog(database: StateDatabase, publish: PublishHead): AuditLog {
  let known: ChainHead | null = null;
  return batched(
    async (entries) => {
      const records = await appendRecords(database, entries, known);
      for (const head of records.slice(-1)) {
        known = head;
        publish(head);
      }
      return records;
    },
    {
      read: (page) => readRecords(database, page),
      latest: (limit) => readLatest(database, limit),
    },
  );
}

/** Tries of an append beside other processes; each failed one means that another has appended. */
const MOST_TRIES = 50;

/**
 * Appends entries in one statement. The sequence number is the key, so that of two processes that saw the same head
 * one is refused, and follows the other's records instead.
 * @param known the head that the last write left, which saves reading it; where another has appended since, it is read.
 */
export async function appendRecords(
  database: StateDatabase,
  entries: readonly AuditEntry[],
  known: ChainHead | null = null,
): Promise<readonly AuditRecord[]> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const head = tries === 0 && known !== null ? known : await readHead(database);
    const records = linkEntries(head, entries);
    if (await insertAll(database, records)) return records;
  }
  throw new Error('The audit log could not be written: other processes append all the time.');
}

async function readHead(database: StateDatabase): Promise<ChainHead> {
  const head = await database
    .selectFrom('audit')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return head ?? EMPTY_CHAIN;
}

/** All or none: false when another process has taken a sequence number. */
async function insertAll(
  database: StateDatabase,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const first = records.slice(0, 1).map(({ sequence }) => sequence);
  try {
    await database
      .insertInto('audit')
      .values([...records])
      .execute();
    return true;
  } catch (error) {
    if ((await readRecords(database, { after: (first[0] ?? 1) - 1, limit: 1 })).length === 0) {
      throw error;
    }
    return false;
  }
}

async function readRecords(
  database: StateDatabase,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly AuditRecord[]> {
  return await database
    .selectFrom('audit')
    .select(['sequence', 'json', 'previous', 'hash'])
    .where('sequence', '>', page.after)
    .orderBy('sequence')
    .limit(page.limit)
    .execute();
}

async function readLatest(database: StateDatabase, limit: number): Promise<readonly AuditRecord[]> {
  return await database
    .selectFrom('audit')
    .select(['sequence', 'json', 'previous', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
}

/** The chain in memory, lost with the process. */
export function createMemoryAuditLog(publish: PublishHead = () => undefined): AuditLog {
  const records: AuditRecord[] = [];
  return batched(
    async (entries) => {
      const added = linkEntries(records.at(-1) ?? EMPTY_CHAIN, entries);
      records.push(...added);
      for (const head of added.slice(-1)) publish(head);
      return added;
    },
    {
      read: async ({ after, limit }) => records.slice(after, after + limit),
      latest: async (limit) => records.slice(-limit).toReversed(),
    },
  );
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one statement: five values each, far below SQLite's bound of parameters. */
const MOST_IN_ONE_WRITE = 500;

/** How long an entry that nobody waits for may wait for the company of others. Milliseconds. */
const LATER_MS = 10;

/**
 * The store blocks the thread until the disk has a write, so that nobody could append while one is under way: what is appended
 * in one turn of the event loop is gathered first, and shares the write at its end.
 */
function batched(
  write: (entries: readonly AuditEntry[]) => Promise<readonly AuditRecord[]>,
  { read, latest }: Pick<AuditLog, 'read' | 'latest'>,
): AuditLog {
  const waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let later: NodeJS.Timeout | null = null;

  async function writeAll(): Promise<void> {
    await endOfTurn();
    clearTimeout(later ?? undefined);
    later = null;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_IN_ONE_WRITE);
      await settle(batch, write(batch.map(({ entry }) => entry)));
    }
    writing = null;
  }

  async function flush(): Promise<void> {
    if (waiting.length > 0) writing ??= writeAll();
    await writing;
  }

  function enqueue(entry: AuditEntry): Promise<AuditRecord> {
    return new Promise((resolve, reject) => {
      waiting.push({ entry, resolve, reject });
    });
  }

  return {
    flush,
    async read(page) {
      await flush();
      return await read(page);
    },
    async latest(limit) {
      await flush();
      return await latest(limit);
    },
    append(entry) {
      const written = enqueue(entry);
      void flush();
      return written;
    },
    appendLater(entry) {
      later ??= setTimeout(() => void flush(), LATER_MS);
      return enqueue(entry);
    },
  };
}

/** Never rejects: each one who waits is told. */
async function settle(
  batch: readonly Waiting[],
  written: Promise<readonly AuditRecord[]>,
): Promise<void> {
  try {
    const records = await written;
    batch.forEach(({ resolve, reject }, index) => {
      const record = records[index];
      if (record === undefined) reject(new Error('The audit log lost a record.'));
      else resolve(record);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
