type Items = AsyncIterator<unknown, unknown>;

/**
 * One iterator over whatever a pipe answers: nothing, a text, an object, or a stream of either, at once or later.
 * Written by hand rather than as a generator, so that `return()` reaches the pipe's own iterator even while a
 * `next()` is pending.
 */
export function pipeItems(call: () => unknown): Items {
  let opening: Promise<Items> | null = null;
  let opened: Items | null = null;
  async function openAndRead(): Promise<IteratorResult<unknown, unknown>> {
    opening ??= open(call);
    opened = await opening;
    return await opened.next();
  }
  return {
    next: () => (opened === null ? openAndRead() : Promise.resolve(opened.next())),
    async return() {
      await (await opening)?.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function open(call: () => unknown): Promise<Items> {
  const answer = await call();
  if (isAsyncIterable(answer)) return answer[Symbol.asyncIterator]();
  if (isIterable(answer)) return awaited(answer[Symbol.iterator]());
  return awaited([answer].filter((item) => item !== null && item !== undefined).values());
}

/** A list of promises gives what they resolve to, as `for await` does it. */
function awaited(source: Iterator<unknown, unknown>): Items {
  return {
    async next() {
      const { done, value } = source.next();
      return done === true ? { done, value } : { done: false, value: await value };
    },
    async return() {
      source.return?.();
      return { done: true, value: undefined };
    },
  };
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
