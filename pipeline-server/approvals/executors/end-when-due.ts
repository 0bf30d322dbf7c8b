/** How long a program has, and how it is ended. */
interface Limit {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What is said of an abort. */
  readonly calledOff: string;
  /** What a program that was asked to end has to do so, in milliseconds. */
  readonly graceMs: number;
  /** Asks the program to end. */
  readonly interrupt: () => void;
  /** Ends it by force. */
  readonly kill: () => void;
}

/** Asks a program to end when its time is up or its signal aborted, and ends it by force when it does not. */
export function endWhenDue({ timeoutMs, signal, calledOff, graceMs, interrupt, kill }: Limit) {
  let reason: string | null = null;
  let grace: NodeJS.Timeout | null = null;
  const stop = (why: string) => {
    reason ??= why;
    interrupt();
    grace ??= setTimeout(kill, graceMs);
  };
  const onAbort = () => stop(calledOff);
  const timer = setTimeout(() => stop(`it took longer than ${timeoutMs / 1000} s`), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    /** Why the program was asked to end; null when it was not. */
    reason: () => reason,
    /** The program is gone. */
    end() {
      clearTimeout(timer);
      if (grace !== null) clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
