import type { Weights } from './statement-trainer.ts';

/** The largest weight of a signed byte. */
const LARGEST = 127;

/** The source of filters/sovereignty/told/weights.ts: weights rounded to bytes, in base64. */
export function weightsModule({ byFeature, biases }: Weights): string {
  const largest = byFeature.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const scale = Number((largest / LARGEST).toPrecision(6));
  const bytes = Int8Array.from(byFeature, (each) => Math.round(each / scale));
  return [
    '/* Written by bench/train-statements.ts from bench/sovereignty: train again rather than edit. */',
    '',
    '/** What one step of a weight stands for. */',
    `export const SCALE = ${scale};`,
    '/** One for each of what may be told, whatever the features. */',
    `export const BIASES: readonly number[] = [${biases.map((each) => Number(each.toFixed(3))).join(', ')}];`,
    '/** A signed byte for each feature and each of what may be told, in base64. */',
    'export const WEIGHTS =',
    `  '${Buffer.from(bytes).toString('base64')}';`,
    '',
  ].join('\n');
}
