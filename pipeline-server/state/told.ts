import type { Clock } from '../contracts/context.ts';
import type { MessagePlaces, ReplayMemory } from '../contracts/notifications.ts';
import type { StateDatabase } from './database.ts';

/** Where messages about requests were put. */
export function createMessagePlaces(database: StateDatabase): MessagePlaces {
  return {
    async read(approvalId, notifier) {
      const row = await database
        .selectFrom('message_places')
        .select('json')
        .where('approval_id', '=', approvalId)
        .where('notifier', '=', notifier)
        .executeTakeFirst();
      const place: unknown = row === undefined ? null : JSON.parse(row.json);
      return place;
    },
    async write(approvalId, notifier, place) {
      const json = JSON.stringify(place);
      await database
        .insertInto('message_places')
        .values({ approval_id: approvalId, notifier, json })
        .onConflict((known) => known.columns(['approval_id', 'notifier']).doUpdateSet({ json }))
        .execute();
    },
  };
}

/** What was handled before; what has run out goes with the next thing that is remembered. */
export function createReplayMemory(database: StateDatabase, clock: Clock): ReplayMemory {
  return {
    async remember(key, until) {
      const now = clock.now().toISOString();
      await database.deleteFrom('replays').where('until', '<=', now).execute();
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('replays')
        .values({ key, until })
        .onConflict((known) => known.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async forget(key) {
      await database.deleteFrom('replays').where('key', '=', key).execute();
    },
  };
}
