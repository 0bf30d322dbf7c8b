/** A row and how near it is. */
export interface NearRow {
  readonly row: number;
  readonly similarity: number;
}

/**
 * The nearest of all rows, nearest first.
 * @param similarityOf null for a row that is not meant.
 */
export function nearestRows(
  rows: number,
  limit: number,
  similarityOf: (row: number) => number | null,
): readonly NearRow[] {
  const found: NearRow[] = [];
  let worst = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row += 1) {
    const similarity = similarityOf(row);
    if (similarity === null || (found.length === limit && similarity <= worst)) continue;
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
