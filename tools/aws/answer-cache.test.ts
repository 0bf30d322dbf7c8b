import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnswerCache } from './answer-cache.ts';

interface Opened {
  readonly count: number;
  readonly keptUpTo?: number;
  readonly failsAt?: number;
}

/** A cache of numbered pages, and what happened at its source. */
function start() {
  const cache = createAnswerCache<number>({ now: () => 0, maximumWeight: 1000 });
  const log = { opened: 0, fetched: 0, aborted: 0 };
  const open =
    ({ count, keptUpTo = 1000, failsAt = -1 }: Opened) =>
    (signal: AbortSignal) => {
      log.opened += 1;
      signal.addEventListener('abort', () => (log.aborted += 1));
      async function* pages() {
        for (let page = 0; page < count; page += 1) {
          await nextTurn(undefined, { signal });
          if (page === failsAt) throw new Error('refused');
          log.fetched += 1;
          yield page;
        }
      }
      return { pages: pages(), weigh: () => 1, freshMs: () => 1000, keptUpTo };
    };
  const read = (opened: Opened, signal = new AbortController().signal, ahead = false) =>
    cache.pages({ key: 'k', signal, ahead }, open(opened));
  return { read, log };
}

async function pagesOf(pages: AsyncIterable<{ page: number }>): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const { page } of pages) all.push(page);
  return all;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('answers read page by page', () => {
  it('are fetched once for any number of readers, and each gets every page once', async () => {
    const counts = fc.record({
      count: fc.nat(30),
      readers: fc.integer({ min: 1, max: 6 }),
      keptUpTo: fc.integer({ min: 0, max: 40 }),
      ahead: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(counts, async ({ count, readers, keptUpTo, ahead }) => {
        const { read, log } = start();
        const all = await Promise.all(
          Array.from({ length: readers }, () =>
            pagesOf(read({ count, keptUpTo }, undefined, ahead)),
          ),
        );
        for (const pages of all) expect(pages).toEqual(numbers(count));
        expect(log.opened).toBe(1);
        expect(log.fetched).toBe(count);
        await pagesOf(read({ count, keptUpTo }));
        expect(log.opened).toBe(count <= keptUpTo ? 1 : 2);
      }),
    );
  });

  it('do not enter the cache when they are too heavy, and who comes late reads anew', async () => {
    const { read, log } = start();
    const first = read({ count: 10, keptUpTo: 4 });
    for (let page = 0; page < 6; page += 1) await first.next();
    expect(await pagesOf(read({ count: 10, keptUpTo: 4 }))).toEqual(numbers(10));
    expect(log.opened).toBe(2);
    expect(await pagesOf(first)).toEqual([6, 7, 8, 9]);
  });

  it('stop at once when the last reader leaves in the middle, and not before', async () => {
    const { read, log } = start();
    const [one, two] = [read({ count: 100 }), read({ count: 100 })];
    await Promise.all([one.next(), two.next()]);
    await one.return();
    expect(log.aborted).toBe(0);
    expect((await two.next()).value).toMatchObject({ page: 1 });
    await two.return();
    expect(log.aborted).toBe(1);
    const { fetched } = log;
    await wait(10);
    expect(log.fetched).toBe(fetched);
    expect(await pagesOf(read({ count: 3 }))).toEqual(numbers(3));
  });

  it('end with the reader’s own signal while a page is under way', async () => {
    const { read, log } = start();
    const stop = new AbortController();
    const pages = read({ count: 100 }, stop.signal, true);
    await pages.next();
    const waiting = pages.next();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(log.aborted).toBe(1);
  });

  it('that fail are told to every reader and not kept', async () => {
    const { read, log } = start();
    const failing = { count: 5, failsAt: 2 };
    const all = await Promise.allSettled([
      pagesOf(read(failing, undefined, true)),
      pagesOf(read(failing)),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.opened).toBe(1);
    expect(await pagesOf(read({ count: 2 }))).toEqual(numbers(2));
  });
});
