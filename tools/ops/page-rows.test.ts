import { expect, it } from 'vitest';
import { pageRows } from './page-rows.ts';

const handle = () => 'h';

function kept(count: number, text = 'x') {
  const rows = Array.from({ length: count }, (_, number) => ({ number, text }));
  return { tool: 't', columns: [], rows, total: count };
}

it('names the next page where there is one', () => {
  expect(pageRows(kept(5), { offset: 0, limit: 2, handle })).toMatchObject({
    rows: [{ number: 0 }, { number: 1 }],
    total: 5,
    next: { tool: 'get_rows', handle: 'h', offset: 2 },
  });
  expect(pageRows(kept(5), { offset: 4, limit: 2, handle }).next).toBeUndefined();
  expect(pageRows(kept(5), { offset: 9, limit: 2, handle })).toMatchObject({ rows: [], total: 5 });
});

it('asks for a handle only where rows are left', () => {
  const never = () => {
    throw new Error('no rows are left');
  };
  expect(pageRows(kept(2), { offset: 0, limit: 2, handle: never }).rows).toHaveLength(2);
});

it('gives fewer rows where they are long, and goes on where it stopped', () => {
  const long = kept(100, 'x'.repeat(3000));
  const numbers: unknown[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const page = pageRows(long, { offset, limit: 100, handle });
    expect(JSON.stringify(page.rows).length).toBeLessThan(20_000);
    numbers.push(...page.rows.map(({ number }) => number));
    offset = page.next?.offset;
  }
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, number) => number));
});

it('gives a row that is too long alone rather than none', () => {
  const page = pageRows(kept(2, 'x'.repeat(50_000)), { offset: 0, limit: 2, handle });
  expect([page.rows.length, page.next?.offset]).toEqual([1, 1]);
});
