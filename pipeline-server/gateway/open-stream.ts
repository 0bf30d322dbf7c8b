import type { ModelEvent } from '../contracts/models.ts';

/** A stream of which the first event has been read already; it is given again. */
export interface OpenedStream {
  next(): Promise<IteratorResult<ModelEvent, void>>;
  /** Ends the stream early. */
  return(): Promise<IteratorResult<ModelEvent, void>>;
}

/**
 * Reads as far as the first event, so that whatever fails until then can still be tried again.
 * @throws what the stream throws.
 */
export async function openStream(events: AsyncIterable<ModelEvent>): Promise<OpenedStream> {
  const iterator = events[Symbol.asyncIterator]();
  let first: IteratorResult<ModelEvent, void> | null = await iterator.next();
  return {
    next() {
      if (first === null) return iterator.next();
      const result = Promise.resolve(first);
      first = null;
      return result;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}
