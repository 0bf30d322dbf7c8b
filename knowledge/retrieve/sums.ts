/** Two sums for each of many texts, most of which have none. */
export interface Sums {
  /** Numbers of the texts that have sums, in the order in which they came. */
  readonly texts: readonly number[];
  /** By number of text; 0 for those without. */
  readonly scores: Float64Array;
  readonly shares: Float64Array;
  add(text: number, score: number, share: number): void;
  /** Adds to the score, and keeps the higher share. */
  addScore(text: number, score: number, share: number): void;
  clear(): void;
}

/** Makes empty sums: arrays, since entries of a map are millions of objects for a question to a large collection. */
export function createSums(many: number): Sums {
  const texts: number[] = [];
  const isThere = new Uint8Array(many);
  const scores = new Float64Array(many);
  const shares = new Float64Array(many);
  const touch = (text: number) => {
    if (isThere[text] === 1) return;
    isThere[text] = 1;
    texts.push(text);
  };
  return {
    texts,
    scores,
    shares,
    add(text, score, share) {
      touch(text);
      scores[text] = (scores[text] as number) + score;
      shares[text] = (shares[text] as number) + share;
    },
    addScore(text, score, share) {
      touch(text);
      scores[text] = (scores[text] as number) + score;
      shares[text] = Math.max(shares[text] as number, share);
    },
    clear() {
      for (const text of texts) {
        isThere[text] = 0;
        scores[text] = 0;
        shares[text] = 0;
      }
      texts.length = 0;
    },
  };
}
