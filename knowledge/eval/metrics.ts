/**
 * Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002): 1 when the best come first, 0 when none is among
 * the first `cut`. The first of `answers` gains 2, the others 1.
 */
export function normalisedGain(
  ranked: readonly string[],
  answers: readonly string[],
  cut: number,
): number {
  const [best] = answers;
  const gains = ranked.slice(0, cut).map((id) => (id === best ? 2 : answers.includes(id) ? 1 : 0));
  const ideal = answers.slice(0, cut).map((id) => (id === best ? 2 : 1));
  return discounted(gains) / discounted(ideal);
}

/** Share of the answers that are among the first `cut`. */
export function recall(ranked: readonly string[], answers: readonly string[], cut: number): number {
  const first = new Set(ranked.slice(0, cut));
  return answers.filter((id) => first.has(id)).length / answers.length;
}

/** One by the rank of the first answer; 0 when there is none. */
export function reciprocalRank(ranked: readonly string[], answers: readonly string[]): number {
  const at = ranked.findIndex((id) => answers.includes(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0);
}
