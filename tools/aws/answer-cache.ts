import { createKeptAnswers } from './kept-answers.ts';

/** Brings an answer. The signal aborts when nobody waits for it any more. */
type Load<T> = (
  signal: AbortSignal,
) => Promise<{ readonly value: T; readonly freshMs: number; readonly weight: number }>;

/** A cache of answers in which identical requests in flight share one call. */
export interface AnswerCache<T> {
  /**
   * The fresh answer for the key, or what the loader brings. `cached` is false for the caller whose loader ran.
   * A failed load is not kept.
   */
  get(
    key: string,
    signal: AbortSignal,
    load: Load<T>,
  ): Promise<{ readonly value: T; readonly cached: boolean }>;
}

/** Settings of a cache: `now` in milliseconds, `maximumWeight` as the sum of the weights of what is kept. */
export interface AnswerCacheOptions {
  readonly now: () => number;
  readonly maximumWeight: number;
}

interface InFlight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** An empty cache. */
export function createAnswerCache<T>(options: AnswerCacheOptions): AnswerCache<T> {
  const kept = createKeptAnswers<{ readonly value: T }>(options.maximumWeight);
  const inFlight = new Map<string, InFlight<T>>();

  function start(key: string, load: Load<T>): InFlight<T> {
    const controller = new AbortController();
    const promise = load(controller.signal).then(({ value, freshMs, weight }) => {
      kept.set(key, { value: { value }, until: options.now() + freshMs, weight });
      return value;
    });
    const flight = { promise, controller, waiting: 0 };
    inFlight.set(key, flight);
    return flight;
  }

  /** Waits for a shared call; the last one to leave removes it, and aborts it when it left early. */
  async function share(key: string, flight: InFlight<T>, signal: AbortSignal): Promise<T> {
    flight.waiting += 1;
    try {
      return await orAborted(flight.promise, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        if (inFlight.get(key) === flight) inFlight.delete(key);
        flight.controller.abort();
      }
    }
  }

  return {
    async get(key, signal, load) {
      signal.throwIfAborted();
      const fresh = kept.get(key, options.now());
      if (fresh !== undefined) return { value: fresh.value, cached: true };
      const running = inFlight.get(key);
      const flight = running ?? start(key, load);
      return { value: await share(key, flight, signal), cached: running !== undefined };
    },
  };
}

/** The promise's outcome, or the signal's reason when that comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopListening = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
  }
}
