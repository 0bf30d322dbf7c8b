/** Values of one plugin's valves as stored: only keys of its schema, secrets included. */
export type StoredValves = Readonly<Record<string, unknown>>;

/** Valves by plugin id. A write is atomic and durable before it resolves. */
export interface ValvesStore {
  read(pluginId: string): Promise<StoredValves | null>;
  write(pluginId: string, values: StoredValves): Promise<void>;
  remove(pluginId: string): Promise<void>;
}

/** State between the turns of a chat, found by chat id and never kept in a plugin. Values are JSON. */
export interface ChatStore {
  read(chatId: string): Promise<unknown>;
  write(chatId: string, state: unknown): Promise<void>;
}
