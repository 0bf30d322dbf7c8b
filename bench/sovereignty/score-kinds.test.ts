import { expect, it } from 'vitest';
import { scoreKinds } from './score-kinds.ts';

const prompt = (kind: string, sensitive = true) => ({ family: 'f', kind, sensitive, text: '' });

it('scores each kind by findings of that kind, among its prompts and those with nothing sensitive', () => {
  const prompts = [
    prompt('tfn'),
    prompt('tfn'),
    prompt('email'),
    prompt('incident'),
    prompt('plain', false),
    prompt('plain', false),
  ];
  const found = [['tfn'], ['phone'], ['email', 'tfn'], ['control-weakness'], ['tfn'], []];
  expect(scoreKinds(prompts, found)).toEqual([
    { kind: 'tfn', prompts: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
    { kind: 'email', prompts: 1, precision: 1, recall: 1, f1: 1 },
    { kind: 'incident', prompts: 1, precision: 1, recall: 1, f1: 1 },
    { kind: 'mean of the kinds', prompts: 4, precision: 0.833, recall: 0.833, f1: 0.833 },
  ]);
});

it('counts every finding for a kind that is mixed', () => {
  const [mixed] = scoreKinds([prompt('log line'), prompt('plain', false)], [['email'], []]);
  expect(mixed).toMatchObject({ kind: 'log line', precision: 1, recall: 1 });
});
