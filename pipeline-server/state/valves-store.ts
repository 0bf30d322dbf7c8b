import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../contracts/context.ts';
import type { StoredValves, ValvesStore } from '../contracts/state.ts';
import type { StateDatabase } from './database.ts';

const STORED_VALVES = Type.Record(Type.String(), Type.Unknown());

/** Valves in the embedded store. */
export function createValvesStore(database: StateDatabase, clock: Clock): ValvesStore {
  return {
    async read(pluginId) {
      const row = await database
        .selectFrom('valves')
        .select('values_json')
        .where('plugin_id', '=', pluginId)
        .executeTakeFirst();
      return row === undefined ? null : parseStoredValves(row.values_json);
    },
    async write(pluginId, values) {
      const row = { values_json: JSON.stringify(values), updated_at: clock.now().toISOString() };
      await database
        .insertInto('valves')
        .values({ plugin_id: pluginId, ...row })
        .onConflict((conflict) => conflict.column('plugin_id').doUpdateSet(row))
        .execute();
    },
    async remove(pluginId) {
      await database.deleteFrom('valves').where('plugin_id', '=', pluginId).execute();
    },
  };
}

/** Valves in memory, lost with the process. Values are kept as JSON, as a real store would. */
export function createMemoryValvesStore(): ValvesStore {
  const rows = new Map<string, string>();
  return {
    read: (pluginId) => {
      const text = rows.get(pluginId);
      return Promise.resolve(text === undefined ? null : parseStoredValves(text));
    },
    write: (pluginId, values) => {
      rows.set(pluginId, JSON.stringify(values));
      return Promise.resolve();
    },
    remove: (pluginId) => {
      rows.delete(pluginId);
      return Promise.resolve();
    },
  };
}

function parseStoredValves(text: string): StoredValves {
  return Value.Parse(STORED_VALVES, JSON.parse(text));
}
