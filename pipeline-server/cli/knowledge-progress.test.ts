import { expect, it } from 'vitest';
import { spellProgress } from './knowledge-progress.ts';

it('says how far a run is, at which rate it goes and how long it will take', () => {
  const progress = { done: 812, files: 1374, chunks: 6120, failed: 3 };
  expect(spellProgress(progress, 8.87)).toBe(
    '812 of 1,374 files · 6,120 chunks · 690 chunks/s · 3 failed · 7 s left',
  );
  const first = { done: 0, files: 1, chunks: 0, failed: 0 };
  expect(spellProgress(first, 0)).toBe('0 of 1 files · 0 chunks · 0 chunks/s · 0 s left');
});
