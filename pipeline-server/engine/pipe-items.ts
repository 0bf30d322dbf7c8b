type Items = AsyncIterator<unknown> | Iterator<unknown>;

/**
 * One iterator over whatever a pipe answers: nothing, a text, an object, or a stream of either, at once or later.
 * Written by hand rather than as a generator, so that `return()` reaches the pipe's own iterator even while a
 * `next()` is pending.
 */
export function pipeItems(call: () => unknown): AsyncIterator<unknown, void> {
  let opened: Promise<Items> | null = null;
  return {
    async next() {
      opened ??= open(call);
      const result = await (await opened).next();
      return result.done === true
        ? { done: true, value: undefined }
        : { done: false, value: await result.value };
    },
    async return() {
      await (await opened)?.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function open(call: () => unknown): Promise<Items> {
  const answer = await call();
  if (isAsyncIterable(answer)) return answer[Symbol.asyncIterator]();
  if (isIterable(answer)) return answer[Symbol.iterator]();
  return [answer].filter((item) => item !== null && item !== undefined).values();
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Bytes are iterable too, but as one item they can at least be named in the log. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    !ArrayBuffer.isView(value)
  );
}
