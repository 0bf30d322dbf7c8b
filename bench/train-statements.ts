import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TOLD_FROM } from '../filters/sovereignty/told/find-told.ts';
import { type Labelled, scoreWith, train } from './sovereignty/statement-trainer.ts';
import { readTrainingSet } from './sovereignty/training-set.ts';
import { weightsModule } from './sovereignty/weights-module.ts';

/*
 * Trains the model of statements and writes its weights; with `--cross-validate` it prints instead how well fifths of the training
 * set are found by models that have not seen them.
 */

const FOLDS = 5;
const TARGET = new URL('../../filters/sovereignty/told/weights.ts', import.meta.url);

const labelled = readTrainingSet();
if (process.argv.includes('--cross-validate')) crossValidate();
else writeFileSync(fileURLToPath(TARGET), weightsModule(train(labelled)));

function crossValidate(): void {
  const scores = new Map<Labelled, number>();
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isOut = (_: Labelled, index: number): boolean => index % FOLDS === fold;
    const weights = train(labelled.filter((each, index) => !isOut(each, index)));
    for (const each of labelled.filter(isOut)) scores.set(each, scoreWith(weights, each.text));
  }
  const shareOf = (kinds: (kind: number) => boolean, threshold: number): number => {
    const own = labelled.filter(({ kind }) => kinds(kind));
    const found = own.filter((each) => (scores.get(each) ?? 0) >= threshold);
    return Math.round((found.length / own.length) * 1000) / 1000;
  };
  console.table(
    [-1, -0.5, 0, TOLD_FROM, 0.5, 1, 2].map((threshold) => ({
      threshold,
      incident: shareOf((kind) => kind === 1, threshold),
      'control-weakness': shareOf((kind) => kind === 2, threshold),
      vulnerability: shareOf((kind) => kind === 3, threshold),
      'false alarms': shareOf((kind) => kind === 0, threshold),
    })),
  );
}
