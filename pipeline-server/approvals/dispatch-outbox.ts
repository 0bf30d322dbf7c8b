import type { ApprovalStore, OutboxEntry } from '../contracts/approval-store.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { Notifier } from '../contracts/notifications.ts';

/** What sending works with. */
export interface DispatchDeps {
  readonly store: Pick<ApprovalStore, 'outbox' | 'read'>;
  readonly notifiers: readonly Notifier[];
  readonly clock: Clock;
  readonly log: Logger;
}

const AT_ONCE = 50;
/** Longer than a notifier may take: nobody else sends the same meanwhile. */
const CLAIM_MS = 60_000;
const SEND_MS = 20_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** With these pauses, more than a day. */
const MOST_ATTEMPTS = 110;

/** Sends what is due, in order. @returns how many there were: when it is many, there may be more. */
export async function dispatchOutbox(deps: DispatchDeps): Promise<number> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + CLAIM_MS).toISOString();
  const entries = await deps.store.outbox.claim(now.toISOString(), until, AT_ONCE);
  for (const entry of entries) await send(entry, deps);
  return entries.length;
}

async function send(entry: OutboxEntry, deps: DispatchDeps): Promise<void> {
  const { store, notifiers, log } = deps;
  const notifier = notifiers.find(({ id }) => id === entry.notifier);
  const details = notifier === undefined ? null : await store.read(entry.approvalId);
  if (notifier === undefined || details === null) return await store.outbox.done(entry.id);
  const { id, kind, at } = entry;
  try {
    await notifier.send({ id, kind, at, details }, AbortSignal.timeout(SEND_MS));
    await store.outbox.done(id);
  } catch (err) {
    const next = nextTry(entry, deps.clock);
    log.warn({ err, notification: id, notifier: notifier.id, next }, 'people could not be told');
    await store.outbox.retry(id, next);
  }
}

/** Growing pauses; null when it was tried often enough. */
function nextTry({ attempts }: OutboxEntry, clock: Clock): string | null {
  if (attempts + 1 >= MOST_ATTEMPTS) return null;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
  return new Date(clock.now().getTime() + pause).toISOString();
}
