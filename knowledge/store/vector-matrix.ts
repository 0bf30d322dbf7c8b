/** Vectors of length one of one collection in memory. Rows are counted from 0. */
export interface VectorMatrix {
  readonly rows: number;
  /** Puts one at the end. */
  add(vector: Float32Array): void;
  /** Puts the last row in the place of this one. */
  remove(row: number): void;
  /** Scalar product of each row with a vector, to four decimals and more; the array is used again by the next call. */
  products(vector: Float32Array): Float64Array;
}

/** Rows of a block: the sums of that many stay in the processor's nearest memory. */
const BLOCK = 1024;
/** Sixteen bits for each number: half the memory, and an error of a cosine that is below 0.0001. */
const SCALE = 32_767;

/**
 * Makes an empty matrix. A block holds the first numbers of its rows, then all second ones: what a question has no word for is
 * not read at all, and the rest is read in the order in which it stands.
 */
export function createVectorMatrix(dimensions: number): VectorMatrix {
  const blocks: Int16Array[] = [];
  let rows = 0;
  let sums = new Float64Array(0);
  const blockOf = (row: number) => blocks[Math.floor(row / BLOCK)];
  return {
    get rows() {
      return rows;
    },
    add(vector) {
      if (rows === blocks.length * BLOCK) blocks.push(new Int16Array(BLOCK * dimensions));
      put(blocks.at(-1), vector, rows % BLOCK);
      rows += 1;
    },
    remove(row) {
      rows -= 1;
      const [to, from] = [blockOf(row), blockOf(rows)];
      if (to === undefined || from === undefined) return;
      for (let at = 0; at < dimensions; at += 1)
        to[at * BLOCK + (row % BLOCK)] = from[at * BLOCK + (rows % BLOCK)] ?? 0;
      if (rows === (blocks.length - 1) * BLOCK) blocks.pop();
    },
    products(vector) {
      if (sums.length === blocks.length * BLOCK) sums.fill(0);
      else sums = new Float64Array(blocks.length * BLOCK);
      for (const [at, block] of blocks.entries())
        addProducts(block, vector, sums.subarray(at * BLOCK, (at + 1) * BLOCK));
      return sums.subarray(0, rows);
    },
  };
}

function put(block: Int16Array | undefined, vector: Float32Array, row: number): void {
  if (block === undefined) return;
  for (let at = 0; at < vector.length; at += 1)
    block[at * BLOCK + row] = quantised(vector[at] as number);
}

function quantised(number: number): number {
  return Math.round(Math.max(-1, Math.min(1, number)) * SCALE);
}

function addProducts(block: Int16Array, vector: Float32Array, sums: Float64Array): void {
  for (let at = 0; at < vector.length; at += 1) {
    const number = (vector[at] as number) / SCALE;
    if (number === 0) continue;
    const start = at * BLOCK;
    for (let row = 0; row < BLOCK; row += 1)
      sums[row] = (sums[row] as number) + number * (block[start + row] as number);
  }
}
