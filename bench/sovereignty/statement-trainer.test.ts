import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { minimize } from './minimize.ts';
import { scoreWith, train } from './statement-trainer.ts';
import { readTrainingSet } from './training-set.ts';
import { weightsModule } from './weights-module.ts';

it('finds the lowest point of a bowl', () => {
  const lowest = minimize(
    (at) => ({
      loss: 1 + at.reduce((sum, each, index) => sum + (index + 1) * (each - index) ** 2, 0),
      slope: at.map((each, index) => 2 * (index + 1) * (each - index)),
    }),
    new Float64Array(5),
  );
  for (const [index, each] of lowest.entries()) expect(each).toBeCloseTo(index, 2);
});

it('learns from examples what it then says of others', () => {
  const weights = train([
    { text: 'our vault was burgled', kind: 1 },
    { text: 'the vault was burgled on Monday', kind: 1 },
    { text: 'explain what a vault is', kind: 0 },
    { text: 'explain Mondays', kind: 0 },
  ]);
  expect(scoreWith(weights, 'somebody burgled the branch')).toBeGreaterThan(0);
  expect(scoreWith(weights, 'explain the branch')).toBeLessThan(0);
});

it('the weights are those that training makes of the training set', () => {
  const module = weightsModule(train(readTrainingSet()));
  const kept = readFileSync(
    new URL('../../filters/sovereignty/told/weights.ts', import.meta.url),
    'utf8',
  );
  expect(module).toBe(kept);
}, 120_000);
