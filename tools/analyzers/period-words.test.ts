import { describe, expect, it } from 'vitest';
import { inPeriod } from './period-words.ts';

describe('inPeriod', () => {
  it.each([
    ['2026-10-01', '2026-11-01', 'Oct 2026', 'in October 2026'],
    ['2026-07-01', '2026-10-01', 'last quarter (Jul–Sep 2026)', 'from July to September 2026'],
    ['2025-11-01', '2026-02-01', 'Nov 2025–Jan 2026', 'from November 2025 to January 2026'],
    ['2025-01-01', '2026-01-01', 'last year (2025)', 'in 2025'],
    ['2026-05-01', '2026-11-23', 'since May 2026', 'since May 2026'],
    ['2026-10-24', '2026-11-23', 'the last 30 days', 'in the last 30 days'],
    ['2026-11-16', '2026-11-23', 'last week (16–22 Nov 2026)', 'last week (16–22 Nov 2026)'],
    ['2026-11-01', '2026-11-06', '1–5 Nov 2026', 'over 1–5 Nov 2026'],
  ])('says %s to %s as it stands in a sentence', (...[start, end, label, words]) => {
    expect(inPeriod({ start, end, label })).toBe(words);
  });
});
