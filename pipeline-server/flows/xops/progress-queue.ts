/** Values pushed by callbacks, read as an async iteration. */
export interface ProgressQueue<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** Ends the iteration once everything pushed was read. */
  close(): void;
}

/** Turns callbacks into an iteration for one reader; nothing pushed before `close` is lost. */
export function createProgressQueue<T>(): ProgressQueue<T> {
  const values: T[] = [];
  let closed = false;
  let wake = (): void => undefined;

  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const value = values.shift();
      if (value !== undefined) yield value;
      else if (closed) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    push(value) {
      if (!closed) values.push(value);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    [Symbol.asyncIterator]: read,
  };
}
