import { describe, expect, it } from 'vitest';
import { createSignInLimit } from './sign-in-limit.ts';

function world() {
  const time = { now: 0 };
  return { time, limit: createSignInLimit({ now: () => new Date(time.now) }) };
}

function fail(limit: ReturnType<typeof createSignInLimit>, address: string, times: number): void {
  for (let count = 0; count < times; count += 1) limit.failed(address);
}

describe('the limit of sign-ins', () => {
  it('lets an address fail five times a minute', () => {
    const { limit, time } = world();
    fail(limit, '10.0.0.1', 4);
    expect(limit.wait('10.0.0.1')).toBe(0);
    fail(limit, '10.0.0.1', 1);
    expect(limit.wait('10.0.0.1')).toBe(60);
    expect(limit.wait('10.0.0.2')).toBe(0);
    time.now = 60_001;
    expect(limit.wait('10.0.0.1')).toBe(0);
  });

  it('holds everybody back when many addresses guess', () => {
    const { limit } = world();
    for (let host = 0; host < 100; host += 1) limit.failed(`10.0.1.${host}`);
    expect(limit.wait('10.0.0.9')).toBe(60);
  });
});
