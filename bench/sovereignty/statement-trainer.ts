import {
  FEATURES,
  FeatureReader,
  isClass,
  shareOf,
} from '../../filters/sovereignty/told/features.ts';
import { TOLD } from '../../filters/sovereignty/told/model.ts';
import { minimize, type Slope } from './minimize.ts';

/** A text and the index in `TOLD` of what it tells of. */
export interface Labelled {
  readonly text: string;
  readonly kind: number;
}

/** Weights before they are rounded: by feature and kind, and one for each kind whatever the features. */
export interface Weights {
  readonly byFeature: Float64Array;
  readonly biases: readonly number[];
}

interface Sample {
  readonly features: Uint16Array;
  /** What each feature counts for. */
  readonly values: Float64Array;
  readonly kind: number;
}

const KINDS = TOLD.length;

/**
 * Fits a multinomial logistic regression with an L2 penalty of 1 to all samples at once: no chance is in it, so that the same
 * texts give the same weights.
 */
export function train(labelled: readonly Labelled[]): Weights {
  const samples = samplesOf(labelled);
  const weights = minimize((at) => lossOf(samples, at), new Float64Array((FEATURES + 1) * KINDS));
  const last = FEATURES * KINDS;
  return { byFeature: weights.slice(0, last), biases: Array.from(weights.slice(last)) };
}

function samplesOf(labelled: readonly Labelled[]): Sample[] {
  const reader = new FeatureReader();
  return labelled.map(({ text, kind }) => {
    const count = reader.read(text, 0, text.length);
    const features = reader.found.slice(0, count);
    const classes = features.filter(isClass).length;
    const values = Float64Array.from(features, (feature) =>
      shareOf(isClass(feature) ? classes : count - classes),
    );
    return { features, values, kind };
  });
}

/** The loss with half the sum of squared weights (but the biases'), and its slope. */
function lossOf(samples: readonly Sample[], weights: Float64Array): Slope {
  const slope = weights.slice();
  slope.fill(0, FEATURES * KINDS);
  let loss = 0;
  for (let at = 0; at < FEATURES * KINDS; at += 1) loss += (weights[at] ?? 0) ** 2 / 2;
  const scores = new Float64Array(KINDS);
  for (const { features, values, kind } of samples) {
    probabilities(scores, { features, values }, weights);
    loss -= Math.log(scores[kind] ?? 0);
    for (let each = 0; each < KINDS; each += 1) {
      const error = (scores[each] ?? 0) - (each === kind ? 1 : 0);
      const bias = FEATURES * KINDS + each;
      slope[bias] = (slope[bias] ?? 0) + error;
      for (let index = 0; index < features.length; index += 1) {
        const at = (features[index] ?? 0) * KINDS + each;
        slope[at] = (slope[at] ?? 0) + error * (values[index] ?? 0);
      }
    }
  }
  return { loss, slope };
}

function probabilities(
  scores: Float64Array,
  { features, values }: Omit<Sample, 'kind'>,
  weights: Float64Array,
): void {
  let sum = 0;
  for (let each = 0; each < KINDS; each += 1) {
    let total = weights[FEATURES * KINDS + each] ?? 0;
    for (let index = 0; index < features.length; index += 1) {
      total += (weights[(features[index] ?? 0) * KINDS + each] ?? 0) * (values[index] ?? 0);
    }
    scores[each] = Math.exp(total);
    sum += scores[each] ?? 0;
  }
  for (let each = 0; each < KINDS; each += 1) scores[each] = (scores[each] ?? 0) / sum;
}

/** Natural logarithm of the odds that a text tells of anything, by weights that are not rounded. */
export function scoreWith({ byFeature, biases }: Weights, text: string): number {
  const [sample = { features: new Uint16Array(), values: new Float64Array() }] = samplesOf([
    { text, kind: 0 },
  ]);
  const all = new Float64Array(byFeature.length + KINDS);
  all.set(byFeature);
  all.set(biases, byFeature.length);
  const scores = new Float64Array(KINDS);
  probabilities(scores, sample, all);
  const [none = 1] = scores;
  return Math.log((1 - none) / none);
}
