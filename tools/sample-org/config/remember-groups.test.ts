import { describe, expect, it } from 'vitest';
import { rememberGroups } from './remember-groups.ts';

describe('rememberGroups', () => {
  it('makes the groups of an expression once, however many pages ask', async () => {
    const groupsOf = rememberGroups();
    let made = 0;
    const make = async () => [{ made: ++made }];
    const pages = await Promise.all([groupsOf('a', make), groupsOf('a', make)]);
    expect(pages).toEqual([[{ made: 1 }], [{ made: 1 }]]);
    expect(await groupsOf('b', make)).toEqual([{ made: 2 }]);
  });

  it('forgets what was asked for longest ago', async () => {
    const groupsOf = rememberGroups();
    let made = 0;
    const make = async () => [{ made: ++made }];
    for (let query = 0; query < 9; query++) await groupsOf(`query ${query}`, make);
    await groupsOf('query 8', make);
    expect(made).toBe(9);
    await groupsOf('query 0', make);
    expect(made).toBe(10);
  });
});
