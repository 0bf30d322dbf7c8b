import { describe, expect, it } from 'vitest';
import { createAdaptiveRate } from './adaptive-rate.ts';

describe('createAdaptiveRate', () => {
  it('lets a burst through and then no more than the rate', () => {
    const rate = createAdaptiveRate({ perSecond: 4, burst: 2 });
    expect(rate.readyIn(0)).toBe(0);
    rate.take(0);
    rate.take(0);
    expect(rate.readyIn(0)).toBe(250);
    expect(rate.readyIn(250)).toBe(0);
    rate.take(250);
    expect(rate.isFresh(300)).toBe(false);
    expect(rate.isFresh(2_000)).toBe(true);
  });

  it('halves the rate and pauses longer with each refusal, and recovers by successes', () => {
    const rate = createAdaptiveRate({ perSecond: 8, burst: 1 });
    rate.take(0);
    rate.throttled(0);
    expect(rate.readyIn(0)).toBe(200);
    rate.throttled(10); // under way together with the first: the same refusal
    rate.take(200);
    expect(rate.readyIn(200)).toBe(250);
    rate.throttled(300);
    expect(rate.readyIn(300)).toBe(400);
    rate.take(700);
    expect(rate.readyIn(700)).toBe(500);
    for (let count = 0; count < 20; count += 1) rate.succeeded();
    rate.take(2_000);
    expect(rate.readyIn(2_000)).toBe(125);
  });

  it('takes half of the rate that AWS refused where none is published', () => {
    const rate = createAdaptiveRate({ perSecond: null, burst: 4 });
    for (let time = 0; time < 1_000; time += 100) {
      expect(rate.readyIn(time)).toBe(0);
      rate.take(time);
    }
    rate.throttled(950);
    rate.take(1_150);
    expect(rate.readyIn(1_150)).toBe(200);
    for (let count = 0; count < 200; count += 1) rate.succeeded();
    rate.take(2_000);
    expect(rate.readyIn(2_000)).toBe(0);
  });

  it('never stops altogether', () => {
    const rate = createAdaptiveRate({ perSecond: 1, burst: 1 });
    let now = 0;
    for (let count = 0; count < 30; count += 1) {
      now += rate.readyIn(now);
      rate.take(now);
      rate.throttled(now);
    }
    expect(rate.readyIn(now)).toBe(20_000);
  });
});
