/** Runs tasks with a bound on how many run at one time, first come first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** A limiter that lets `maximum` tasks run at one time. */
export function createLimiter(maximum: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (task) => {
    if (running >= maximum) await new Promise<void>((start) => waiting.push(start));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
