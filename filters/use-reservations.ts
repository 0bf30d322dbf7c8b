import type { ModelUse } from '../pipeline-server/contracts/budgets.ts';

/** Whose use is reserved, and for which answer. */
export interface ReservedFor {
  readonly user: string;
  readonly groups: readonly string[];
  readonly chatId: string | null;
  /** Null where the request does not name its answer: the user's oldest such reservation ends with an answer then. */
  readonly messageId: string | null;
}

/** What answers that are still being written may use, so that questions at the same time do not pass a limit together. */
export interface UseReservations {
  /** Reserves a use; once for an answer, however often its question is presented. */
  reserve(whose: ReservedFor, use: ModelUse, at: number): void;
  /** Ends the reservation of an answer that was counted, or of a question that was refused. */
  release(whose: ReservedFor): void;
  /** What is reserved for others than this answer, of its user or of one group. */
  total(whose: ReservedFor, group: string | null, at: number): ModelUse;
}

interface Reservation extends ReservedFor {
  readonly use: ModelUse;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** An answer that never comes, because it broke off or another filter refused it, holds its budget for so long. */
export const RESERVED_MS = 15 * 60_000;

/** Keeps reservations in memory: a restart forgets them, and each server counts its own. */
export function createUseReservations(): UseReservations {
  const open = new Map<string, Reservation>();
  let unnamed = 0;
  return {
    reserve(whose, use, at) {
      forgetExpired(open, at);
      const key = keyOf(whose) ?? `unnamed\n${++unnamed}`;
      open.delete(key);
      open.set(key, { ...whose, use, expiresAt: at + RESERVED_MS });
    },
    release(whose) {
      const named = keyOf(whose);
      if (named !== null && open.delete(named)) return;
      const oldest = [...open].find(
        ([, { user, messageId }]) => messageId === null && user === whose.user,
      );
      if (oldest !== undefined) open.delete(oldest[0]);
    },
    total(whose, group, at) {
      forgetExpired(open, at);
      const own = keyOf(whose);
      const others = [...open].filter(([key]) => key !== own).map(([, each]) => each);
      return sumOf(
        others.filter(({ user, groups }) =>
          group === null ? user === whose.user : groups.includes(group),
        ),
      );
    },
  };
}

function keyOf({ user, chatId, messageId }: ReservedFor): string | null {
  return messageId === null ? null : JSON.stringify([user, chatId, messageId]);
}

/** The oldest come first, and all are kept equally long. */
function forgetExpired(open: Map<string, Reservation>, at: number): void {
  for (const [key, { expiresAt }] of open) {
    if (expiresAt > at) return;
    open.delete(key);
  }
}

function sumOf(reservations: readonly Reservation[]): ModelUse {
  return {
    tokens: reservations.reduce((sum, { use }) => sum + use.tokens, 0),
    microUsd: reservations.reduce((sum, { use }) => sum + use.microUsd, 0),
  };
}
