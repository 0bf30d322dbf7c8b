import type { Clock, Logger } from '../contracts/context.ts';

const EVERY_MS = 60_000;
const PUT_MS = 20_000;

/** A head of the audit chain, as it is made known. */
export interface PublishedHead {
  /** ISO 8601; when it was published. */
  readonly at: string;
  readonly sequence: number;
  readonly hash: string;
}

/** A place outside the store that keeps heads. */
export interface HeadPlace {
  readonly id: string;
  /** Resolves when the other side has it. */
  put(head: PublishedHead, signal: AbortSignal): Promise<void>;
}

/** What publishing works with. */
interface PublisherOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly places: readonly HeadPlace[];
}

/**
 * Makes the head of the audit chain known outside the store, at most once a minute and the last of each minute: with a log, a topic
 * or a bucket that is kept elsewhere, a chain whose end was cut off shows (`xops audit verify --published`).
 */
export function createHeadPublisher({
  log,
  clock,
  places,
}: PublisherOptions): (head: Omit<PublishedHead, 'at'>) => void {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: NodeJS.Timeout | null = null;
  let latest = { sequence: 0, hash: '' };

  function publish(): void {
    waiting = null;
    const now = clock.now();
    last = now.getTime();
    const { sequence, hash } = latest;
    log.info({ head: `${sequence}:${hash}` }, 'audit head');
    const head = { at: now.toISOString(), sequence, hash };
    for (const place of places) {
      place.put(head, AbortSignal.timeout(PUT_MS)).catch((err: unknown) => {
        log.error({ err, place: place.id, sequence }, 'the audit head could not be published');
      });
    }
  }

  return ({ sequence, hash }) => {
    latest = { sequence, hash };
    const wait = last + EVERY_MS - clock.now().getTime();
    if (wait <= 0) publish();
    else waiting ??= setTimeout(publish, wait).unref();
  };
}
