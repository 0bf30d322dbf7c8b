import type { Outbox } from '../contracts/approval-store.ts';
import type { NotificationKind } from '../contracts/notifications.ts';
import type { StateDatabase } from './database.ts';

/** What is told of a request. */
interface Told {
  readonly approvalId: string;
  /** Of the request; 0 for what did not change it. */
  readonly version: number;
  readonly kind: NotificationKind;
  readonly at: string;
}

/** Puts a notification in, once for each notifier; part of the transaction that it tells of. */
export async function putIntoOutbox(
  inside: StateDatabase,
  notifiers: readonly string[],
  { approvalId, version, kind, at }: Told,
): Promise<void> {
  if (notifiers.length === 0) return;
  const rows = notifiers.map((notifier) => ({
    id: `${approvalId}:${version}:${kind}:${notifier}`,
    notifier,
    kind,
    approval_id: approvalId,
    at,
    attempts: 0,
    next_at: at,
  }));
  await inside.insertInto('outbox').values(rows).execute();
}

/** The outbox in the embedded store. */
export function createOutbox(database: StateDatabase): Outbox {
  return {
    async claim(now, until, limit) {
      const rows = await database
        .updateTable('outbox')
        .set((row) => ({ next_at: until, attempts: row('attempts', '+', 1) }))
        .where(
          'id',
          'in',
          database
            .selectFrom('outbox')
            .select('id')
            .where('next_at', '<=', now)
            .orderBy('next_at')
            .limit(limit),
        )
        .returning(['id', 'notifier', 'kind', 'approval_id', 'at', 'attempts'])
        .execute();
      return rows
        .map(({ approval_id: approvalId, attempts, ...rest }) => ({
          ...rest,
          approvalId,
          attempts: attempts - 1,
        }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    async done(id) {
      await database.deleteFrom('outbox').where('id', '=', id).execute();
    },
    async retry(id, at) {
      await database.updateTable('outbox').set({ next_at: at }).where('id', '=', id).execute();
    },
  };
}
