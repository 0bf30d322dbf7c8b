import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapInOrder } from './map-in-order.ts';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('work on several items at one time', () => {
  it('gives what comes of them in their order, and is bounded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 3 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (waits, most) => {
          let running = 0;
          let highest = 0;
          const work = async (ms: number) => {
            running += 1;
            highest = Math.max(highest, running);
            for (let turn = 0; turn < ms; turn += 1) await Promise.resolve();
            running -= 1;
            return ms;
          };
          expect(await collect(mapInOrder(each(waits), most, work))).toEqual(waits);
          expect(highest).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  it('throws an error in its turn, begins nothing further, and leaves none unheard', async () => {
    const begun: number[] = [];
    const seen: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      if (item === 2) throw new Error('cannot be read');
      await sleep(20);
      return item;
    };
    const reading = (async () => {
      for await (const item of mapInOrder(each([0, 1, 2, 3, 4, 5, 6, 7]), 3, work)) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('cannot be read');
    expect(seen).toEqual([0, 1]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends what it began when nobody reads on', async () => {
    let ended = 0;
    const work = async () => {
      await sleep(10);
      ended += 1;
    };
    for await (const _ of mapInOrder(each([1, 2, 3, 4]), 3, work)) break;
    expect(ended).toBe(3);
  });
});
