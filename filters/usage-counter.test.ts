import { describe, expect, it } from 'vitest';
import { createUsageCounter } from './usage-counter.ts';

const MINUTE = [{ periodMs: 60_000, most: 2 }];

describe('the usage counter', () => {
  it('tells which limit is reached and for how long', () => {
    const counter = createUsageCounter();
    counter.count({ user: 'a', messageId: null, at: 1_000 }, MINUTE);
    counter.count({ user: 'a', messageId: null, at: 2_000 }, MINUTE);
    expect(counter.count({ user: 'a', messageId: null, at: 11_000 }, MINUTE)).toEqual({
      limit: MINUTE[0],
      waitMs: 50_000,
    });
  });

  it('keeps a bounded number of users, and forgets those first who were idle for longest', () => {
    const counter = createUsageCounter(2);
    const once = [{ periodMs: 60_000, most: 1 }];
    for (const user of ['a', 'b', 'a', 'c']) counter.count({ user, messageId: null, at: 0 }, once);
    expect(counter.count({ user: 'a', messageId: null, at: 0 }, once)).not.toBeNull();
    expect(counter.count({ user: 'b', messageId: null, at: 0 }, once)).toBeNull();
  });

  it('keeps a bounded number of messages of a user', () => {
    const counter = createUsageCounter();
    const plenty = [{ periodMs: 60_000, most: 65 }];
    for (let id = 0; id < 65; id += 1) {
      counter.count({ user: 'a', messageId: `m${id}`, at: 0 }, plenty);
    }
    expect(counter.count({ user: 'a', messageId: 'm64', at: 0 }, plenty)).toBeNull();
    expect(counter.count({ user: 'a', messageId: 'm0', at: 0 }, plenty)).not.toBeNull();
  });

  it('locks nobody out when the clock is set back', () => {
    const counter = createUsageCounter();
    for (const at of [100_000, 100_000]) counter.count({ user: 'a', messageId: null, at }, MINUTE);
    expect(counter.count({ user: 'a', messageId: null, at: 1_000 }, MINUTE)).toBeNull();
  });
});
