/** Ids with scores, best first, and what the list counts for. */
export interface WeightedRanking {
  readonly ranking: readonly { readonly id: string; readonly score: number }[];
  /** 0 to 1; those of all lists make 1. */
  readonly share: number;
}

/** Sum of the scores, each list stretched to 0–1 before. What is not in a list counts as its last. */
export function fuseByScore(rankings: readonly WeightedRanking[]): ReadonlyMap<string, number> {
  const fused = new Map<string, number>();
  for (const { ranking, share } of rankings) {
    const scores = ranking.map(({ score }) => score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    for (const { id, score } of ranking) {
      const stretched = high === low ? 1 : (score - low) / (high - low);
      fused.set(id, (fused.get(id) ?? 0) + stretched * share);
    }
  }
  return fused;
}

/** As Cormack, Clarke and Büttcher (2009) have it. */
const RANK_OFFSET = 60;

/** Reciprocal rank fusion, in which only places count: 1 where an id is first in every list. */
export function fuseByRank(rankings: readonly WeightedRanking[]): ReadonlyMap<string, number> {
  const fused = new Map<string, number>();
  for (const { ranking, share } of rankings) {
    for (const [at, { id }] of ranking.entries()) {
      const score = (RANK_OFFSET + 1) / (RANK_OFFSET + at + 1);
      fused.set(id, (fused.get(id) ?? 0) + score * share);
    }
  }
  return fused;
}

/**
 * Scores with a share of those of the other passages of the same document, the best {@link SIBLINGS} of them: a document
 * that has the words of a question in several sections is more likely about it.
 */
export function withSiblings(
  fused: ReadonlyMap<string, number>,
  documentOf: (id: string) => string | undefined,
): ReadonlyMap<string, number> {
  const best = new Map<string, number[]>();
  for (const [id, score] of [...fused].toSorted(([, a], [, b]) => b - a)) {
    const document = documentOf(id) ?? id;
    const scores = best.get(document) ?? [];
    if (scores.length <= SIBLINGS) best.set(document, [...scores, score]);
  }
  const bonus = (id: string) =>
    (best.get(documentOf(id) ?? id) ?? []).slice(1).reduce((sum, score) => sum + score, 0);
  const most = 1 + SIBLINGS * SIBLING_SHARE;
  return new Map([...fused].map(([id, score]) => [id, (score + SIBLING_SHARE * bonus(id)) / most]));
}

const SIBLINGS = 2;
/** Chosen on the tuning half of the golden set. */
const SIBLING_SHARE = 0.25;
