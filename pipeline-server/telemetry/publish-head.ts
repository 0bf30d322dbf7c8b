import type { Clock, Logger } from '../contracts/context.ts';

const EVERY_MS = 60_000;

/**
 * Writes the head of the audit chain into the log, at most once a minute: with a log that is kept elsewhere, a chain whose
 * end was cut off shows (`xops audit verify --head`).
 */
export function createHeadPublisher(
  log: Logger,
  clock: Clock,
): (head: { readonly sequence: number; readonly hash: string }) => void {
  let last = Number.NEGATIVE_INFINITY;
  return ({ sequence, hash }) => {
    const now = clock.now().getTime();
    if (now - last < EVERY_MS) return;
    last = now;
    log.info({ head: `${sequence}:${hash}` }, 'audit head');
  };
}
