import { type Static, Type } from 'typebox';

/** A labelled prompt, as `generate.py` writes it. */
export const promptSchema = Type.Object({
  family: Type.String(),
  kind: Type.String(),
  sensitive: Type.Boolean(),
  text: Type.String(),
});

export type Prompt = Static<typeof promptSchema>;

/** Shares from 0 to 1 over prompts. */
export interface Score {
  readonly prompts: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly accuracy: number;
  readonly falsePositiveRate: number;
}

/** How well flags agree with labels, both in the same order. */
export function score(prompts: readonly Prompt[], flags: readonly boolean[]): Score {
  const count = (sensitive: boolean, flagged: boolean): number =>
    prompts.filter((prompt, index) => prompt.sensitive === sensitive && flags[index] === flagged)
      .length;
  const hits = count(true, true);
  const wrong = count(false, true);
  const missed = count(true, false);
  const precision = ratio(hits, hits + wrong);
  const recall = ratio(hits, hits + missed);
  return {
    prompts: prompts.length,
    precision,
    recall,
    f1: ratio(2 * hits, 2 * hits + wrong + missed),
    accuracy: ratio(hits + count(false, false), prompts.length),
    falsePositiveRate: ratio(wrong, wrong + count(false, false)),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((part / whole) * 1000) / 1000;
}
