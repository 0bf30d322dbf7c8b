/** At most so many uses within a period. */
export interface Limit {
  readonly periodMs: number;
  readonly most: number;
}

/** One use that is to be counted. */
interface Use {
  readonly user: string;
  /** The same message is counted once, however often it is presented; null when it has no id. */
  readonly messageId: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A limit that has been reached, and how long until it no longer is. */
interface ReachedLimit {
  readonly limit: Limit;
  readonly waitMs: number;
}

/** Counts the uses of each user. */
export interface UsageCounter {
  /** Counts a use, unless a limit is reached: that one is answered then, and nothing is counted. */
  count(use: Use, limits: readonly Limit[]): ReachedLimit | null;
}

interface Window {
  readonly startedAt: number;
  readonly used: number;
}

interface UserRecord {
  /** By length of the period. */
  readonly windows: Map<number, Window>;
  /** The latest messages that were counted, oldest first. */
  readonly messages: Set<string>;
}

/** Messages are presented again within minutes: a resumed turn, a retry. */
const MESSAGES_REMEMBERED = 64;

/**
 * A counter in memory. A period begins with a user's first use and ends after its length; then a new one begins.
 * @param mostUsers when there are more, the one who was idle for longest is forgotten.
 */
export function createUsageCounter(mostUsers = 10_000): UsageCounter {
  const users = new Map<string, UserRecord>();

  /** Moves the user to the end: the map's order is that of the latest use. */
  function recordOf(user: string): UserRecord {
    const record = users.get(user) ?? { windows: new Map(), messages: new Set() };
    users.delete(user);
    users.set(user, record);
    if (users.size > mostUsers) forgetOldest(users);
    return record;
  }

  return {
    count(use, limits) {
      const record = recordOf(use.user);
      if (use.messageId !== null && record.messages.has(use.messageId)) return null;
      const reached = limits.map((limit) => reachedLimit(limit, record, use.at));
      const longest = reached
        .filter((limit) => limit !== null)
        .toSorted((left, right) => right.waitMs - left.waitMs)[0];
      if (longest !== undefined) return longest;
      for (const { periodMs } of limits) addUse(periodMs, record, use.at);
      if (use.messageId !== null) remember(record.messages, use.messageId);
      return null;
    },
  };
}

function reachedLimit(limit: Limit, record: UserRecord, at: number): ReachedLimit | null {
  const window = currentWindow(limit.periodMs, record, at);
  if (window.used < limit.most) return null;
  return { limit, waitMs: window.startedAt + limit.periodMs - at };
}

function addUse(periodMs: number, record: UserRecord, at: number): void {
  const { startedAt, used } = currentWindow(periodMs, record, at);
  record.windows.set(periodMs, { startedAt, used: used + 1 });
}

/** A clock that was set back must not lock anybody out, so a window of the future is over too. */
function currentWindow(periodMs: number, { windows }: UserRecord, at: number): Window {
  const window = windows.get(periodMs);
  const isCurrent =
    window !== undefined && at >= window.startedAt && at < window.startedAt + periodMs;
  return isCurrent ? window : { startedAt: at, used: 0 };
}

function remember(messages: Set<string>, messageId: string): void {
  messages.add(messageId);
  if (messages.size > MESSAGES_REMEMBERED) forgetOldest(messages);
}

function forgetOldest(collection: Map<string, unknown> | Set<string>): void {
  const oldest = collection.keys().next();
  if (oldest.done !== true) collection.delete(oldest.value);
}
