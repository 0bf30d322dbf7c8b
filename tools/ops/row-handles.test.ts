import { expect, it } from 'vitest';
import { createTestClock } from '../../pipeline-server/test/request-context.ts';
import { createRowHandles, HANDLE_LIMITS, type KeptRows } from './row-handles.ts';

function kept(count: number, tool = 'find_waste'): KeptRows {
  const rows = Array.from({ length: count }, (_, number) => ({ number }));
  return { tool, columns: [], rows, total: count };
}

it('gives rows back to the identity they were kept for, under a name that cannot be guessed', () => {
  const handles = createRowHandles(createTestClock());
  const names = Array.from({ length: 10 }, () => handles.keep('ann', kept(2)));
  expect(new Set(names).size).toBe(10);
  for (const name of names) expect(name).toMatch(/^[\w-]{22}$/);
  expect(handles.find('ann', names[0] ?? '')?.rows).toHaveLength(2);
  expect(handles.find('bob', names[0] ?? '')).toBeNull();
  expect(handles.find('ann', 'x')).toBeNull();
});

it('forgets rows when their time is over', () => {
  const clock = createTestClock();
  const handles = createRowHandles(clock);
  const handle = handles.keep('ann', kept(1));
  clock.advance(HANDLE_LIMITS.lifetimeMs - 1);
  expect(handles.find('ann', handle)).not.toBeNull();
  clock.advance(1);
  expect(handles.find('ann', handle)).toBeNull();
});

it('keeps at most so many rows of one answer, and says how many there were', () => {
  const handles = createRowHandles(createTestClock(), { ...HANDLE_LIMITS, rowsPerHandle: 3 });
  const found = handles.find('ann', handles.keep('ann', kept(10)));
  expect([found?.rows.length, found?.total]).toEqual([3, 10]);
});

it("drops an identity's own oldest rows before anybody else's", () => {
  const handles = createRowHandles(createTestClock(), { ...HANDLE_LIMITS, handlesPerIdentity: 2 });
  const bobs = handles.keep('bob', kept(1));
  const [first = '', ...later] = [1, 2, 3].map(() => handles.keep('ann', kept(1)));
  expect(handles.find('ann', first)).toBeNull();
  for (const handle of later) expect(handles.find('ann', handle)).not.toBeNull();
  expect(handles.find('bob', bobs)).not.toBeNull();
});

it('holds no more rows in all than it may, however many identities there are', () => {
  const handles = createRowHandles(createTestClock(), { ...HANDLE_LIMITS, rowsInAll: 250 });
  const names = Array.from({ length: 100 }, (_, index) => handles.keep(`user-${index}`, kept(10)));
  const alive = names.filter((name, index) => handles.find(`user-${index}`, name) !== null);
  expect(alive).toEqual(names.slice(-25));
});
