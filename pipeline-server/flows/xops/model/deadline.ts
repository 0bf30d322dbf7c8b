import { ModelError } from '../../../contracts/models.ts';

/** A bound on waiting for a model. */
export interface Deadline {
  /** Aborted with the caller, or with a {@link ModelError} `timeout` when the time is over. */
  readonly signal: AbortSignal;
  /** Waits for work, though not beyond the deadline: work that obeys no signal is left behind. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Starts the time again. */
  restart(milliseconds: number): void;
  clear(): void;
}

/** Opens a deadline; it must be cleared. */
export function openDeadline(caller: AbortSignal, milliseconds: number): Deadline {
  const late = new AbortController();
  const expire = () => late.abort(new ModelError('timeout', 'No model answered in time.'));
  const signal = AbortSignal.any([caller, late.signal]);
  const ended = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  ended.catch(() => undefined);
  let timer = setTimeout(expire, milliseconds);
  return {
    signal,
    race: (work) => Promise.race([work, ended]),
    restart(time) {
      clearTimeout(timer);
      timer = setTimeout(expire, time);
    },
    clear: () => clearTimeout(timer),
  };
}
