import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contracts/context.ts';
import type { ApproverKey, ApproverKeys } from '../contracts/people.ts';
import type { StateDatabase } from './database.ts';

/** What a personal key begins with, so that people and scanners know it. */
const APPROVER_KEY_PREFIX = 'xopsa_';

/** Personal keys in the embedded store. They are random, 256 bits, so that a plain hash of them gives nothing away. */
export function createApproverKeys(database: StateDatabase, clock: Clock): ApproverKeys {
  const now = () => clock.now().toISOString();
  return {
    async create(wanted) {
      const text = `${APPROVER_KEY_PREFIX}${randomBytes(32).toString('base64url')}`;
      const key = { id: randomBytes(4).toString('hex'), createdAt: now(), ...wanted };
      await database
        .insertInto('approver_keys')
        .values({
          id: key.id,
          hash: hashOf(text),
          json: JSON.stringify(key),
          expires_at: key.expiresAt,
        })
        .execute();
      return { text, key };
    },
    async find(presented) {
      if (!presented.startsWith(APPROVER_KEY_PREFIX)) return null;
      const row = await database
        .selectFrom('approver_keys')
        .select('json')
        .where('hash', '=', hashOf(presented))
        .where('expires_at', '>', now())
        .executeTakeFirst();
      return row === undefined ? null : (JSON.parse(row.json) as ApproverKey);
    },
    async list() {
      const rows = await database
        .selectFrom('approver_keys')
        .select('json')
        .orderBy('id')
        .execute();
      return rows.map(({ json }) => JSON.parse(json) as ApproverKey);
    },
    async revoke(id) {
      const { numDeletedRows } = await database
        .deleteFrom('approver_keys')
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
