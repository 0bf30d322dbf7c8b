/**
 * Works on items as they come, several at one time, and gives what comes of them in the order of the items. After an error nothing
 * further is begun; it is thrown in its turn, when all that was begun has ended.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  const begin = (item: Item) => {
    const task = work(item);
    // One that fails while an earlier one is waited for is not unheard: its turn comes.
    task.catch(() => undefined);
    begun.push(task);
  };
  try {
    for await (const item of items) {
      begin(item);
      if (begun.length >= most) yield* firstOf(begun);
    }
    while (begun.length > 0) yield* firstOf(begun);
  } finally {
    await Promise.allSettled(begun);
  }
}

async function* firstOf<Result>(begun: Promise<Result>[]): AsyncGenerator<Result> {
  const first = begun.shift();
  if (first !== undefined) yield await first;
}
