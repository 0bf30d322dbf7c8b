import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLimiter } from './concurrency.ts';

it('runs no more than the maximum at a time, in order, also after failures', async () => {
  const limit = createLimiter(2);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const tasks = Array.from({ length: 7 }, (_, index) =>
    limit(async () => {
      started.push(index);
      running += 1;
      most = Math.max(most, running);
      await wait(2);
      running -= 1;
      if (index % 2 === 1) throw new Error(`task ${index}`);
      return index;
    }),
  );
  const outcomes = await Promise.allSettled(tasks);
  expect(most).toBe(2);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});
