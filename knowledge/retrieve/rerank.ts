import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { MOST_WEIGHT, rarityOf, weightOf } from './bm25.ts';
import { createTermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';

/**
 * How well each text answers a question, in the order of the texts: half by words (BM25 over these texts, as a share of the most
 * that the question could have), half by the cosine of vectors. 0 to 1.
 */
export async function scoreTexts(
  question: string,
  texts: readonly string[],
  { embedder, signal }: { readonly embedder: Embedder; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  const words = scoreByWords(question, texts);
  const [query, ...vectors] = await embedder.embed([question, ...texts], signal);
  return texts.map((_text, at) => {
    const cosine = Math.max(0, product(query, vectors[at]));
    return ((words[at] ?? 0) + Math.min(1, cosine)) / 2;
  });
}

function scoreByWords(question: string, texts: readonly string[]): readonly number[] {
  const postings = createTermPostings();
  for (const text of texts) postings.add(termsOf(text));
  const scores = texts.map(() => 0);
  let most = 0;
  for (const term of new Set(termsOf(question))) {
    const having = postings.of(term);
    const rarity = rarityOf(having.length, postings.texts);
    most += rarity * MOST_WEIGHT;
    for (const { text, times } of having) {
      const relativeLength = postings.lengthOf(text) / postings.meanLength;
      scores[text] = (scores[text] ?? 0) + rarity * weightOf(times, relativeLength);
    }
  }
  return most === 0 ? scores : scores.map((score) => score / most);
}

function product(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a === undefined || b === undefined
    ? 0
    : a.reduce((sum, number, at) => sum + number * (b[at] ?? 0), 0);
}
