import { createHmac } from 'node:crypto';
import type { Clock } from '../contracts/context.ts';
import type { Pseudonym, PseudonymVault } from '../contracts/pseudonyms.ts';
import type { StateDatabase } from './database.ts';
import type { Seal } from './seal.ts';

/** What a vault is made with. */
export interface VaultOptions {
  readonly clock: Clock;
  readonly seal: Seal;
  /** Keys the fingerprints of values. */
  readonly key: string;
  /** Days without use after which a pseudonym is forgotten. */
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
/** Rows of one statement: five values each, below SQLite's bound of parameters. */
const MOST_IN_ONE_WRITE = 5000;

/** The pseudonyms of chats in the embedded store. */
export function createPseudonymVault(
  database: StateDatabase,
  options: VaultOptions,
): PseudonymVault {
  return {
    async read(chatId) {
      await renew(database, chatId, options);
      return await readAll(database, chatId, options);
    },
    async add(chatId, pseudonyms) {
      await forgetExpired(database, options);
      const rows = pseudonyms.map((pseudonym) => rowOf(chatId, pseudonym, options));
      for (let start = 0; start < rows.length; start += MOST_IN_ONE_WRITE) {
        await database
          .insertInto('pseudonyms')
          .values(rows.slice(start, start + MOST_IN_ONE_WRITE))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const wanted = new Set(pseudonyms.map(({ value }) => value));
      const all = await readAll(database, chatId, options);
      return all.filter(({ value }) => wanted.has(value));
    },
  };
}

function rowOf(chatId: string, { token, value }: Pseudonym, options: VaultOptions) {
  const { seal, key } = options;
  return {
    chat_id: chatId,
    fingerprint: createHmac('sha256', key).update(`${chatId}\n${value}`).digest('base64url'),
    token,
    sealed: seal.close(value, placeOf(chatId, token)),
    expires_at: expiry(options),
  };
}

/** A sealed value that is moved to another row does not open. */
function placeOf(chatId: string, token: string): string {
  return `pseudonym\n${token}\n${chatId}`;
}

async function readAll(
  database: StateDatabase,
  chatId: string,
  { seal, clock }: VaultOptions,
): Promise<readonly Pseudonym[]> {
  const rows = await database
    .selectFrom('pseudonyms')
    .select(['token', 'sealed'])
    .where('chat_id', '=', chatId)
    .where('expires_at', '>', clock.now().toISOString())
    .execute();
  return rows.flatMap(({ token, sealed }) => {
    const value = seal.open(sealed, placeOf(chatId, token));
    return value === null ? [] : [{ token, value }];
  });
}

/** At most once a day: a chat in use would else write with every turn. */
async function renew(
  database: StateDatabase,
  chatId: string,
  options: VaultOptions,
): Promise<void> {
  const now = options.clock.now();
  await database
    .updateTable('pseudonyms')
    .set({ expires_at: expiry(options) })
    .where('chat_id', '=', chatId)
    .where('expires_at', '>', now.toISOString())
    .where('expires_at', '<', expiry(options, -1))
    .execute();
}

async function forgetExpired(database: StateDatabase, { clock }: VaultOptions): Promise<void> {
  await database
    .deleteFrom('pseudonyms')
    .where('expires_at', '<=', clock.now().toISOString())
    .execute();
}

function expiry({ clock, keepDays }: VaultOptions, moreDays = 0): string {
  return new Date(clock.now().getTime() + (keepDays + moreDays) * DAY_MS).toISOString();
}

/** The pseudonyms of chats in memory, lost with the process. */
export function createMemoryPseudonymVault(): PseudonymVault {
  const chats = new Map<string, Map<string, string>>();
  const tokensOf = (chatId: string) => chats.get(chatId) ?? new Map<string, string>();
  const listOf = (chatId: string) =>
    [...tokensOf(chatId)].map(([token, value]): Pseudonym => ({ token, value }));
  return {
    read: async (chatId) => listOf(chatId),
    async add(chatId, pseudonyms) {
      const tokens = tokensOf(chatId);
      chats.set(chatId, tokens);
      const values = new Set(tokens.values());
      for (const { token, value } of pseudonyms) {
        if (tokens.has(token) || values.has(value)) continue;
        tokens.set(token, value);
        values.add(value);
      }
      const wanted = new Set(pseudonyms.map(({ value }) => value));
      return listOf(chatId).filter(({ value }) => wanted.has(value));
    },
  };
}
