import { expect, it } from 'vitest';
import { score } from './score.ts';

it('counts hits, false alarms and misses', () => {
  const prompt = (sensitive: boolean) => ({ family: 'f', kind: 'k', sensitive, text: '' });
  const prompts = [true, true, true, false, false].map(prompt);
  expect(score(prompts, [true, true, false, true, false])).toEqual({
    prompts: 5,
    precision: 0.667,
    recall: 0.667,
    f1: 0.667,
    accuracy: 0.6,
    falsePositiveRate: 0.5,
  });
});
