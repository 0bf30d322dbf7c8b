import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestContext } from '../contracts/context.ts';
import { reasonOf } from '../errors.ts';

/** Yielded by {@link withHeartbeats} whenever its source was silent for too long. */
export const HEARTBEAT = Symbol('heartbeat');

/** A source that never waits would keep every other chat from running; after so many items it is the others' turn. */
const ITEMS_PER_TURN = 64;

/** Waits for a promise until the signal aborts; work that ignores the signal is left behind. */
export async function orAborted<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  const race = createAbortRace(signal);
  try {
    return await race.against(work);
  } finally {
    race.stop();
  }
}

/** True for promises of any kind: a plugin may bring its own. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** A signal that also fires when time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when it was the time that fired it. */
  expired(): boolean;
  /** To be called when the work has ended. */
  stop(): void;
}

/** One controller and one timer: `AbortSignal.any` and `AbortSignal.timeout` cost more than a whole filter call. */
export function createDeadline(signal: AbortSignal, milliseconds: number): Deadline {
  const controller = new AbortController();
  let expired = false;
  const follow = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new DOMException('Time is up.', 'TimeoutError'));
  }, milliseconds);
  signal.addEventListener('abort', follow);
  if (signal.aborted) follow();
  return {
    signal: controller.signal,
    expired: () => expired,
    stop: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}

/**
 * Passes on what an iterator gives until the signal aborts, then throws the signal's reason. Whenever the reader stops
 * early the iterator's `return()` is called and not waited for: a source that hangs holds nobody up.
 */
export async function* untilAborted<T>(
  source: AsyncIterator<T, unknown>,
  { signal, log }: Pick<RequestContext, 'signal' | 'log'>,
): AsyncGenerator<T, void> {
  const race = createAbortRace(signal);
  let finished = false;
  try {
    for (let count = 1; ; count += 1) {
      const result = await race.against(source.next());
      finished = result.done === true;
      if (result.done === true) return;
      yield result.value;
      if (count % ITEMS_PER_TURN === 0) await nextTurn();
    }
  } finally {
    race.stop();
    if (!finished) void close(source, log);
  }
}

async function close(
  source: AsyncIterator<unknown, unknown>,
  log: RequestContext['log'],
): Promise<void> {
  try {
    await source.return?.();
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, 'a stream failed while it was being closed');
  }
}

/** Passes on what a source gives, and a {@link HEARTBEAT} whenever it was silent for that many milliseconds. */
export async function* withHeartbeats<T>(
  source: AsyncIterable<T>,
  everyMs: number,
): AsyncGenerator<T | typeof HEARTBEAT, void> {
  const iterator = source[Symbol.asyncIterator]();
  const alarm = createAlarm(everyMs);
  try {
    let next = iterator.next();
    for (;;) {
      const turn = await alarm.or(next);
      if (turn === HEARTBEAT) {
        yield HEARTBEAT;
        continue;
      }
      if (turn.done === true) return;
      yield turn.value;
      next = iterator.next();
    }
  } finally {
    alarm.stop();
    await iterator.return?.();
  }
}

/** One listener for a whole stream: `Promise.race` against one lasting promise would keep every item in memory. */
function createAbortRace(signal: AbortSignal) {
  let lose: (reason: unknown) => void = () => undefined;
  const abort = () => lose(signal.reason);
  signal.addEventListener('abort', abort);
  return {
    against: <T>(work: PromiseLike<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        lose = reject;
        work.then(resolve, reject);
        if (signal.aborted) abort();
      }),
    stop: () => signal.removeEventListener('abort', abort),
  };
}

/** One timer for a whole stream, wound up again at each wait. */
function createAlarm(everyMs: number) {
  let ring: (heartbeat: typeof HEARTBEAT) => void = () => undefined;
  const timer = setInterval(() => ring(HEARTBEAT), everyMs);
  return {
    or: <T>(work: PromiseLike<T>): Promise<T | typeof HEARTBEAT> =>
      new Promise((resolve, reject) => {
        ring = resolve;
        timer.refresh();
        work.then(resolve, reject);
      }),
    stop: () => clearInterval(timer),
  };
}
