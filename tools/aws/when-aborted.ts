import { setMaxListeners } from 'node:events';

const WAITING = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `run` when the signal aborts, until the returned function is called. Thousands of calls of one question wait on
 * one signal, and an AbortSignal looks through all of its listeners to add one: here it has one for all of them.
 */
export function whenAborted(signal: AbortSignal, run: () => void): () => void {
  const waiting = WAITING.get(signal) ?? listen(signal);
  waiting.add(run);
  return () => void waiting.delete(run);
}

function listen(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  WAITING.set(signal, waiting);
  // The SDK listens on the signal as well.
  setMaxListeners(0, signal);
  signal.addEventListener(
    'abort',
    () => {
      for (const run of waiting) run();
      waiting.clear();
    },
    { once: true },
  );
  return waiting;
}
