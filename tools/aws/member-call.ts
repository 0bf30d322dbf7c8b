import { isExpired } from './aws-errors.ts';
import type { Entry, MemberSession, MemberSessions } from './member-sessions.ts';

/** An account and Region that is asked itself, by a role in it. */
export interface MemberPlace {
  readonly accountId: string;
  readonly region: string;
}

/** What a client in a member account is made of. */
export interface MemberAccess {
  readonly region: string;
  readonly credentials: MemberSession;
}

/**
 * Sends with the session of the account. A session that AWS holds for expired before its time is renewed once.
 * @throws what `send` throws, or AnalysisError `denied` when the account cannot be entered.
 */
export async function sendAsMember<T>(
  sessions: MemberSessions,
  entry: Entry,
  send: (session: MemberSession) => Promise<T>,
): Promise<T> {
  const session = await sessions.open(entry);
  try {
    return await send(session);
  } catch (error) {
    if (!isExpired(error)) throw error;
    sessions.drop(entry, session);
    return await send(await sessions.open(entry));
  }
}
