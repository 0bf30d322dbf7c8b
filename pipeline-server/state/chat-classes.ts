import {
  type ChatClass,
  type ChatClasses,
  highestOpinion,
  OPINION_MARK,
} from '../contracts/chat-classes.ts';
import type { Clock } from '../contracts/context.ts';
import { DATA_CLASSES, type DataClass, higherClass } from '../contracts/sovereignty.ts';
import type { StateDatabase } from './database.ts';

const rankOf = (dataClass: DataClass) => DATA_CLASSES.indexOf(dataClass);

/** An unknown rank is none that was written here: the highest class then. */
const classOf = (rank: number): DataClass => DATA_CLASSES[rank] ?? 'RESTRICTED';

/** Rows of one statement: three values each, below SQLite's bound of parameters. */
const MOST_IN_ONE_WRITE = 5000;

/** Classes of chats in the embedded store. */
export function createChatClasses(database: StateDatabase, clock: Clock): ChatClasses {
  return {
    read: (chatId) => readClass(database, chatId),
    async raise(chatId, { class: dataClass, fingerprints }) {
      for (let start = 0; start < fingerprints.length; start += MOST_IN_ONE_WRITE) {
        const batch = fingerprints.slice(start, start + MOST_IN_ONE_WRITE);
        await remember(database, chatId, batch);
      }
      await raiseRank(database, { chatId, rank: rankOf(dataClass), at: clock.now().toISOString() });
    },
    lower: (chatId, to) =>
      database.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('chat_classes')
          .set({ class_rank: rankOf(to), updated_at: clock.now().toISOString() })
          .where('chat_id', '=', chatId)
          .executeTakeFirst();
        await transaction
          .updateTable('chat_findings')
          .set({ released: 1 })
          .where('chat_id', '=', chatId)
          .execute();
        return numUpdatedRows > 0n;
      }),
  };
}

async function readClass(database: StateDatabase, chatId: string): Promise<ChatClass | null> {
  const row = await database
    .selectFrom('chat_classes')
    .select('class_rank')
    .where('chat_id', '=', chatId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const findings = await database
    .selectFrom('chat_findings')
    .select(['fingerprint', 'released'])
    .where('chat_id', '=', chatId)
    .where((that) =>
      that.or([that('released', '=', 1), that('fingerprint', 'like', `${OPINION_MARK}%`)]),
    )
    .execute();
  const those = (released: number) =>
    findings.filter((each) => each.released === released).map(({ fingerprint }) => fingerprint);
  return {
    class: classOf(row.class_rank),
    released: new Set(those(1)),
    opinion: highestOpinion(those(0)),
  };
}

async function remember(
  database: StateDatabase,
  chatId: string,
  fingerprints: readonly string[],
): Promise<void> {
  await database
    .insertInto('chat_findings')
    .values(fingerprints.map((fingerprint) => ({ chat_id: chatId, fingerprint, released: 0 })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** One statement, so that of two turns at once the higher class stays. */
async function raiseRank(
  database: StateDatabase,
  { chatId, rank, at }: { readonly chatId: string; readonly rank: number; readonly at: string },
): Promise<void> {
  await database
    .insertInto('chat_classes')
    .values({ chat_id: chatId, class_rank: rank, updated_at: at })
    .onConflict((conflict) =>
      conflict
        .column('chat_id')
        .doUpdateSet({ class_rank: rank, updated_at: at })
        .where('chat_classes.class_rank', '<', rank),
    )
    .execute();
}

interface Known {
  readonly class: DataClass;
  readonly found: ReadonlySet<string>;
  readonly released: ReadonlySet<string>;
}

/** Classes of chats in memory, lost with the process. */
export function createMemoryChatClasses(): ChatClasses {
  const chats = new Map<string, Known>();
  return {
    async read(chatId) {
      const known = chats.get(chatId);
      if (known === undefined) return null;
      const live = [...known.found].filter((each) => !known.released.has(each));
      return { ...known, opinion: highestOpinion(live) };
    },
    async raise(chatId, { class: dataClass, fingerprints }) {
      const known = chats.get(chatId);
      chats.set(chatId, {
        class: higherClass(known?.class ?? 'PUBLIC', dataClass),
        found: new Set([...(known?.found ?? []), ...fingerprints]),
        released: known?.released ?? new Set(),
      });
    },
    async lower(chatId, to) {
      const known = chats.get(chatId);
      if (known !== undefined) chats.set(chatId, { ...known, class: to, released: known.found });
      return known !== undefined;
    },
  };
}
