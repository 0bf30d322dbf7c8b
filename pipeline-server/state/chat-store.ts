import type { Clock } from '../contracts/context.ts';
import type { ChatStore } from '../contracts/state.ts';
import type { StateDatabase } from './database.ts';

/** State of chats in the embedded store. A chat that was never written reads as `null`. */
export function createChatStore(database: StateDatabase, clock: Clock): ChatStore {
  return {
    async read(chatId) {
      const row = await database
        .selectFrom('chats')
        .select('state_json')
        .where('chat_id', '=', chatId)
        .executeTakeFirst();
      return row === undefined ? null : parseState(row.state_json);
    },
    async write(chatId, state) {
      const row = {
        state_json: JSON.stringify(state ?? null),
        updated_at: clock.now().toISOString(),
      };
      await database
        .insertInto('chats')
        .values({ chat_id: chatId, ...row })
        .onConflict((conflict) => conflict.column('chat_id').doUpdateSet(row))
        .execute();
    },
  };
}

/** State of chats in memory, lost with the process. Values are kept as JSON, as a real store would. */
export function createMemoryChatStore(): ChatStore {
  const rows = new Map<string, string>();
  return {
    read: (chatId) => Promise.resolve(parseState(rows.get(chatId) ?? 'null')),
    write: (chatId, state) => {
      rows.set(chatId, JSON.stringify(state ?? null));
      return Promise.resolve();
    },
  };
}

function parseState(text: string): unknown {
  return JSON.parse(text);
}
