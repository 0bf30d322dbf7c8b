import { expect, it } from 'vitest';
import { whenAborted } from './when-aborted.ts';

it('calls who still waits, once, in the order in which they came', () => {
  const controller = new AbortController();
  const called: string[] = [];
  whenAborted(controller.signal, () => called.push('first'));
  const leave = whenAborted(controller.signal, () => called.push('second'));
  whenAborted(controller.signal, () => called.push('third'));
  leave();
  leave();
  controller.abort();
  controller.abort();
  expect(called).toEqual(['first', 'third']);
});

it('keeps signals apart', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  let called = 0;
  whenAborted(one.signal, () => {
    called += 1;
  });
  other.abort();
  expect(called).toBe(0);
  one.abort();
  expect(called).toBe(1);
});
