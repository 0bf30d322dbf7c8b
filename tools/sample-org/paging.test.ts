import { describe, expect, test } from 'vitest';
import { refuseWith } from './handler.ts';
import { cutPage, type Page } from './paging.ts';

const refuse = refuseWith('InvalidNextTokenException');

function pagesOf(count: number, size: number): readonly Page<number>[] {
  const items = Array.from({ length: count }, (_, index) => index);
  const pages: Page<number>[] = [];
  let token: string | undefined;
  do {
    const page: Page<number> = cutPage(items, { token, size, request: 'all', refuse });
    pages.push(page);
    token = page.token;
  } while (token !== undefined && pages.length <= count);
  return pages;
}

describe('cutPage', () => {
  test.each([
    [0, 3, 1],
    [3, 3, 1],
    [4, 3, 2],
    [10, 1, 10],
  ])('%i items by %i make %i pages', (count, size, expected) => {
    const pages = pagesOf(count, size);
    expect(pages).toHaveLength(expected);
    expect(pages.flatMap(({ items }) => items)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
  });

  test('reads one item beyond the page at most', () => {
    let read = 0;
    function* endless() {
      for (;;) yield (read += 1);
    }
    const page = cutPage(endless(), { token: undefined, size: 5, request: 'all', refuse });
    expect(page.items).toHaveLength(5);
    expect(read).toBe(6);
  });

  test.each(['', 'bm9uZQ', '!!!', Buffer.from('5.other').toString('base64url')])(
    'refuses the token %j',
    (token) => {
      expect(() => cutPage([1, 2], { token, size: 1, request: 'all', refuse })).toThrow(
        expect.objectContaining({ code: 'InvalidNextTokenException' }),
      );
    },
  );

  test('refuses a token that was given for another request', () => {
    const { token } = cutPage([1, 2], { token: undefined, size: 1, request: 'some', refuse });
    expect(() => cutPage([1, 2], { token, size: 1, request: 'others', refuse })).toThrow();
  });
});
