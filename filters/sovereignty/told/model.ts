import { classOfFeature, FeatureReader, isClass, shareOf } from './features.ts';
import { BIASES, SCALE, WEIGHTS } from './weights.ts';

/** What a piece of text may tell of; `none` first. */
export const TOLD = ['none', 'incident', 'control-weakness', 'vulnerability'] as const;

/** One of {@link TOLD} that is something. */
export type Told = Exclude<(typeof TOLD)[number], 'none'>;

/** How sure the model is of a piece of text. */
export interface Judgement {
  /** Natural logarithm of the odds that it tells of anything. */
  readonly score: number;
  /** What it tells of most likely. */
  readonly told: Told;
}

const KINDS = TOLD.length;
const reader = new FeatureReader();
/** Of words, then of classes of words. */
const sums = new Int32Array(2 * KINDS);
const weights = new Int8Array(Buffer.from(WEIGHTS, 'base64'));

/** Judges the text from `start` to `end` by the trained weights (bench/sovereignty/train-statements.ts). */
export function judge(text: string, start: number, end: number): Judgement {
  const count = reader.read(text, start, end);
  const { found } = reader;
  sums.fill(0);
  let ofClasses = 0;
  for (let index = 0; index < count; index += 1) {
    const feature = found[index] ?? 0;
    const from = isClass(feature) ? KINDS : 0;
    if (from > 0) ofClasses += 1;
    for (let kind = 0; kind < KINDS; kind += 1) {
      sums[from + kind] = (sums[from + kind] ?? 0) + (weights[feature * KINDS + kind] ?? 0);
    }
  }
  const byWord = SCALE * shareOf(count - ofClasses);
  const byClass = SCALE * shareOf(ofClasses);
  return judgementOf(
    BIASES.map(
      (bias, kind) => bias + (sums[kind] ?? 0) * byWord + (sums[KINDS + kind] ?? 0) * byClass,
    ),
  );
}

function judgementOf(scores: readonly number[]): Judgement {
  const [none = 0, ...others] = scores;
  const odds = others.reduce((sum, each) => sum + Math.exp(each - none), 0);
  const told = TOLD[others.indexOf(Math.max(...others)) + 1];
  return {
    score: Math.log(odds),
    told: told === undefined || told === 'none' ? 'incident' : told,
  };
}

/** The classes of words that spoke most for what a text tells of, at most three, the strongest first. They hold nothing of the text. */
export function signsOf(text: string, told: Told): readonly string[] {
  const count = reader.read(text, 0, text.length);
  const kind = TOLD.indexOf(told);
  return Array.from(reader.found.subarray(0, count))
    .flatMap((feature) => {
      const name = classOfFeature(feature);
      const at = feature * KINDS;
      const weight = (weights[at + kind] ?? 0) - (weights[at] ?? 0);
      return name === undefined || weight <= 0 ? [] : [{ name, weight }];
    })
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 3)
    .map(({ name }) => name);
}
