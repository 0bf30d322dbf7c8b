import { sql } from 'kysely';
import type {
  BudgetCounter,
  BudgetEntry,
  BudgetLedger,
  BudgetRefusal,
  CountedUse,
  LimitedCounter,
  ModelUse,
} from '../contracts/budgets.ts';
import type { StateDatabase } from './database.ts';

/** What models were used for, in the embedded store: a restart forgets nothing, and processes on one store count together. */
export function createBudgetLedger(database: StateDatabase): BudgetLedger {
  return {
    async reserve(entry) {
      const { numAffectedRows } = await addWithinLimits(entry).execute(database);
      return numAffectedRows === 0n ? await findRefusal(database, entry) : null;
    },
    async settle(entry, actual) {
      const use = differenceOf(entry.use, actual);
      const counters = entry.counters.map((counter) => ({ ...counter, ...NO_LIMIT }));
      await addWithinLimits({ ...entry, counters, use }).execute(database);
    },
    read: (day) => readDay(database, day),
    total: (counter, days) => readTotal(database, counter, days),
  };
}

const NO_LIMIT = { tokens: null, microUsd: null };

/** One statement, so that nobody can come between looking and counting, and no lock is held while others wait. */
function addWithinLimits({ day, counters, use }: BudgetEntry) {
  const wanted = sql.join(
    counters.map(
      ({ kind, name, tokens, microUsd }) => sql`(${kind}, ${name}, ${tokens}, ${microUsd})`,
    ),
  );
  return sql`
    WITH wanted (kind, name, most_tokens, most_usd) AS (VALUES ${wanted})
    INSERT INTO model_use (day, kind, name, tokens, micro_usd)
    SELECT ${day}, kind, name, ${use.tokens}, ${use.microUsd} FROM wanted
    WHERE NOT EXISTS (
      SELECT 1 FROM wanted AS each LEFT JOIN model_use AS used
        ON used.day = ${day} AND used.kind = each.kind AND used.name = each.name
      WHERE ${use.tokens} + coalesce(used.tokens, 0) > each.most_tokens
        OR ${use.microUsd} + coalesce(used.micro_usd, 0) > each.most_usd
    )
    ON CONFLICT (day, kind, name) DO UPDATE
      SET tokens = tokens + excluded.tokens, micro_usd = micro_usd + excluded.micro_usd`;
}

/** What stood in the way. When it has been given back meanwhile, the first counter with a limit is named. */
async function findRefusal(
  database: StateDatabase,
  entry: BudgetEntry,
): Promise<BudgetRefusal | null> {
  const rows = await readDay(database, entry.day);
  const counted = entry.counters.map(({ kind, name }) => {
    const row = rows.find((each) => each.kind === kind && each.name === name);
    const { tokens, microUsd } = row ?? { tokens: 0, microUsd: 0 };
    return {
      kind,
      name,
      tokens: tokens + entry.use.tokens,
      microUsd: microUsd + entry.use.microUsd,
    };
  });
  const refusal = refusalOf(entry, counted);
  const limited = entry.counters.findIndex(
    ({ tokens, microUsd }) => tokens !== null || microUsd !== null,
  );
  const [counter, sum] = [entry.counters[limited], counted[limited]];
  if (refusal !== null || counter === undefined || sum === undefined) return refusal;
  return { counter, used: differenceOf(entry.use, sum) };
}

async function readDay(database: StateDatabase, day: string): Promise<readonly CountedUse[]> {
  return await database
    .selectFrom('model_use')
    .select(['kind', 'name', 'tokens', 'micro_usd as microUsd'])
    .where('day', '=', day)
    .orderBy('kind')
    .orderBy('name')
    .execute();
}

async function readTotal(
  database: StateDatabase,
  { kind, name }: BudgetCounter,
  days: string,
): Promise<ModelUse> {
  const { tokens, microUsd } = await database
    .selectFrom('model_use')
    .select(({ fn }) => [
      fn.sum<number | null>('tokens').as('tokens'),
      fn.sum<number | null>('micro_usd').as('microUsd'),
    ])
    .where('day', '>=', days)
    .where('day', '<', `${days}~`)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return { tokens: tokens ?? 0, microUsd: microUsd ?? 0 };
}

/** The first counter that is over its limit with the use, and what it stood at before. */
function refusalOf(
  { counters, use }: BudgetEntry,
  counted: readonly CountedUse[],
): BudgetRefusal | null {
  for (const [index, counter] of counters.entries()) {
    const sum = counted[index];
    if (sum === undefined || !isOver(counter, sum)) continue;
    return { counter, used: differenceOf(use, sum) };
  }
  return null;
}

function isOver(limit: LimitedCounter, { tokens, microUsd }: ModelUse): boolean {
  const isOverTokens = limit.tokens !== null && tokens > limit.tokens;
  return isOverTokens || (limit.microUsd !== null && microUsd > limit.microUsd);
}

function differenceOf(before: ModelUse, after: ModelUse): ModelUse {
  return { tokens: after.tokens - before.tokens, microUsd: after.microUsd - before.microUsd };
}

/** What models were used for, in memory, lost with the process. */
export function createMemoryBudgetLedger(): BudgetLedger {
  const days = new Map<string, Map<string, CountedUse>>();
  const add = ({ day, counters }: BudgetEntry, use: ModelUse): readonly CountedUse[] => {
    const counts = days.get(day) ?? new Map<string, CountedUse>();
    days.set(day, counts);
    return counters.map(({ kind, name }) => {
      const key = keyOf({ kind, name });
      const before = counts.get(key) ?? { tokens: 0, microUsd: 0 };
      const tokens = before.tokens + use.tokens;
      const sum = { kind, name, tokens, microUsd: before.microUsd + use.microUsd };
      counts.set(key, sum);
      return sum;
    });
  };
  return {
    async reserve(entry) {
      const refusal = refusalOf(entry, add(entry, entry.use));
      if (refusal !== null) add(entry, differenceOf(entry.use, { tokens: 0, microUsd: 0 }));
      return refusal;
    },
    async settle(entry, actual) {
      add(entry, differenceOf(entry.use, actual));
    },
    read: async (day) => [...(days.get(day)?.values() ?? [])],
    async total(counter, period) {
      const key = keyOf(counter);
      const own = [...days].flatMap(([day, counts]) =>
        day.startsWith(period) ? (counts.get(key) ?? []) : [],
      );
      return {
        tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
        microUsd: own.reduce((sum, { microUsd }) => sum + microUsd, 0),
      };
    },
  };
}

function keyOf({ kind, name }: BudgetCounter): string {
  return `${kind}\n${name}`;
}
