/** A row and how near it is. */
export interface NearRow {
  readonly row: number;
  readonly similarity: number;
}

/** Which rows are looked for. */
interface Wanted {
  readonly limit: number;
  readonly isMeant: (row: number) => boolean;
}

/** The nearest of all rows, nearest first. @param similarities one for each row */
export function nearestRows(
  similarities: Float64Array,
  { limit, isMeant }: Wanted,
): readonly NearRow[] {
  const found: NearRow[] = [];
  let worst = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < similarities.length; row += 1) {
    const similarity = similarities[row] as number;
    if ((found.length === limit && similarity <= worst) || !isMeant(row)) continue;
    insert(found, { row, similarity });
    if (found.length > limit) found.pop();
    worst = found.at(-1)?.similarity ?? worst;
  }
  return found;
}

function insert(found: NearRow[], near: NearRow): void {
  let at = found.length;
  while (at > 0 && (found[at - 1]?.similarity ?? 0) < near.similarity) at -= 1;
  found.splice(at, 0, near);
}
