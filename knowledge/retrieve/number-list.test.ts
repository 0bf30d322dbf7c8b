import { expect, it } from 'vitest';
import { createNumberList } from './number-list.ts';

it('keeps what is put into it, in order, up to the largest number', () => {
  const list = createNumberList();
  expect([...list]).toEqual([]);
  const numbers = Array.from({ length: 1000 }, (_, at) => (at * 4_294_967) % 2 ** 32);
  for (const number of [...numbers, 2 ** 32 - 1]) list.push(number);
  expect(list.length).toBe(1001);
  expect([...list]).toEqual([...numbers, 2 ** 32 - 1]);
});

it('is read as it is at that moment', () => {
  const list = createNumberList();
  list.push(1);
  const read = list[Symbol.iterator]();
  list.push(2);
  expect([...{ [Symbol.iterator]: () => read }]).toEqual([1]);
});
