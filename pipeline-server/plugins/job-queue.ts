/** Runs jobs one after the other, in the order in which they came. */
export type JobQueue = <T>(job: () => Promise<T>) => Promise<T>;

/** Makes a queue. A job that fails rejects for its caller only; the next one runs. */
export function createJobQueue(): JobQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job);
    last = result.catch(() => undefined);
    return result;
  };
}
