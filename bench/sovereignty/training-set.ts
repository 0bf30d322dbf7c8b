import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { TOLD } from '../../filters/sovereignty/told/model.ts';
import { promptSchema } from './score.ts';
import type { Labelled } from './statement-trainer.ts';

const FOLDER = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/') ? '../../../bench/sovereignty/' : './',
    import.meta.url,
  ),
);

/**
 * What the model of statements is trained on: statements written by hand, harmless prompts of the tuning half, and sentences in
 * general. Nothing of the held-out half is in it.
 */
export function readTrainingSet(): Labelled[] {
  const prompts = ['statements-training', 'statements-tuning', 'tuning'].flatMap((name) =>
    linesOf(`${name}.jsonl`).map((line) => Value.Parse(promptSchema, JSON.parse(line))),
  );
  const statements = prompts.flatMap(({ kind, sensitive, text }) => {
    const index = sensitive ? TOLD.findIndex((told) => told === kind) : 0;
    return index < 0 ? [] : [{ text, kind: index }];
  });
  const general = linesOf('general-sentences.txt').map((text) => ({ text, kind: 0 }));
  return [...statements, ...general];
}

function linesOf(name: string): string[] {
  return readFileSync(`${FOLDER}${name}`, 'utf8').trimEnd().split('\n');
}
