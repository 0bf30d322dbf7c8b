/**
 * Works on items as they come, several at one time. After the first error no further item is begun; it is thrown when those that
 * were begun have ended.
 */
export async function runSeveral<Item>(
  items: AsyncIterable<Item>,
  most: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  const running = new Set<Promise<void>>();
  for await (const item of items) {
    if (errors.length > 0) break;
    const task = run(item)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size >= most) await Promise.race(running);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
