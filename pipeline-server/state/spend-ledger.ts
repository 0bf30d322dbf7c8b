import { sql } from 'kysely';
import type { LedgerEntry, LedgerRefusal, SpendLedger } from '../contracts/spending.ts';
import type { StateDatabase } from './database.ts';

/** What was spent, in the embedded store: a restart forgets nothing, and processes on one store count together. */
export function createSpendLedger(database: StateDatabase): SpendLedger {
  return {
    async add(entry) {
      const { numAffectedRows } = await addWithinLimits(entry).execute(database);
      return numAffectedRows === 1n ? null : await refusalOf(database, entry);
    },
    async remove({ day, identity, amount }) {
      await database
        .updateTable('spending')
        .set((row) => ({ micro_usd: row('micro_usd', '-', amount) }))
        .where('day', '=', day)
        .where('identity', '=', identity)
        .execute();
    },
  };
}

/** One statement, so that nobody can come between looking and counting, and no lock is held while others wait. */
function addWithinLimits({ day, identity, amount, limits }: LedgerEntry) {
  return sql`
    INSERT INTO spending (day, identity, micro_usd)
    SELECT ${day}, ${identity}, ${amount}
    WHERE ${amount} + coalesce(
        (SELECT micro_usd FROM spending WHERE day = ${day} AND identity = ${identity}), 0
      ) <= ${limits.person}
      AND ${amount} + coalesce(
        (SELECT sum(micro_usd) FROM spending WHERE day = ${day}), 0
      ) <= ${limits.everyone}
    ON CONFLICT (day, identity) DO UPDATE SET micro_usd = micro_usd + excluded.micro_usd`;
}

async function refusalOf(
  database: StateDatabase,
  { day, identity, amount, limits }: LedgerEntry,
): Promise<LedgerRefusal> {
  const rows = await database
    .selectFrom('spending')
    .select(['identity', 'micro_usd'])
    .where('day', '=', day)
    .execute();
  const own = rows.find((row) => row.identity === identity)?.micro_usd ?? 0;
  if (own + amount > limits.person) return { whose: 'person', spent: own };
  return { whose: 'everyone', spent: rows.reduce((sum, row) => sum + row.micro_usd, 0) };
}

/** What was spent, in memory, lost with the process. */
export function createMemorySpendLedger(): SpendLedger {
  const days = new Map<string, Map<string, number>>();
  const dayOf = (day: string) => days.get(day) ?? new Map<string, number>();
  return {
    async add({ day, identity, amount, limits }) {
      const spent = dayOf(day);
      const own = spent.get(identity) ?? 0;
      const all = [...spent.values()].reduce((sum, each) => sum + each, 0);
      if (own + amount > limits.person) return { whose: 'person', spent: own };
      if (all + amount > limits.everyone) return { whose: 'everyone', spent: all };
      days.set(day, spent.set(identity, own + amount));
      return null;
    },
    async remove({ day, identity, amount }) {
      const spent = dayOf(day);
      days.set(day, spent.set(identity, (spent.get(identity) ?? 0) - amount));
    },
  };
}

/** A ledger that is opened with the first paid request. */
export function createLazySpendLedger(open: () => Promise<SpendLedger>): SpendLedger {
  let opened: Promise<SpendLedger> | null = null;
  const ledger = () => {
    opened ??= open();
    return opened;
  };
  return {
    add: async (entry) => (await ledger()).add(entry),
    remove: async (entry) => (await ledger()).remove(entry),
  };
}
