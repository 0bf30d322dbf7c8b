/** A list of ids with scores, best first. */
export type Ranking = readonly { readonly id: string; readonly score: number }[];

/** Mean of the scores, each list stretched to 0–1 before. What is not in a list counts as its last. */
export function fuseByScore(rankings: readonly Ranking[]): ReadonlyMap<string, number> {
  const fused = new Map<string, number>();
  for (const ranking of rankings) {
    const scores = ranking.map(({ score }) => score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    for (const { id, score } of ranking) {
      const stretched = high === low ? 1 : (score - low) / (high - low);
      fused.set(id, (fused.get(id) ?? 0) + stretched / rankings.length);
    }
  }
  return fused;
}
