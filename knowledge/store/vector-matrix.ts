/** Vectors of one collection in memory, one after the other. Rows are counted from 0. */
export interface VectorMatrix {
  readonly rows: number;
  /** Makes room, so that a known number of vectors is not copied on the way. */
  reserve(rows: number): void;
  /** Puts one at the end. */
  add(vector: Float32Array): void;
  /** Puts the last row in the place of this one. */
  remove(row: number): void;
  /** Scalar product of a row with what {@link prepareQuery} made. */
  product(row: number, query: PreparedQuery): number;
}

/** A vector to compare with: of a short question by hashed words, few numbers are not 0. */
export interface PreparedQuery {
  readonly positions: Int32Array;
  readonly values: Float32Array;
  readonly isDense: boolean;
}

const GROWTH = 1.5;
/** Share of numbers from which reading them one after the other is faster. */
const DENSE_SHARE = 0.5;

/** Makes a query of a vector. */
export function prepareQuery(vector: Float32Array): PreparedQuery {
  const positions = Int32Array.from(vector.keys()).filter((at) => vector[at] !== 0);
  if (positions.length > DENSE_SHARE * vector.length) {
    return { positions, values: vector, isDense: true };
  }
  return {
    positions,
    values: Float32Array.from(positions, (at) => vector[at] ?? 0),
    isDense: false,
  };
}

/** Makes an empty matrix. */
export function createVectorMatrix(dimensions: number): VectorMatrix {
  let numbers = new Float32Array(0);
  let rows = 0;
  const reserve = (wanted: number) => {
    if (wanted * dimensions <= numbers.length) return;
    const grown = new Float32Array(wanted * dimensions);
    grown.set(numbers.subarray(0, rows * dimensions));
    numbers = grown;
  };
  return {
    get rows() {
      return rows;
    },
    reserve,
    add(vector) {
      if (rows * dimensions === numbers.length) reserve(Math.ceil((rows + 1) * GROWTH));
      numbers.set(vector, rows * dimensions);
      rows += 1;
    },
    remove(row) {
      rows -= 1;
      numbers.copyWithin(row * dimensions, rows * dimensions, (rows + 1) * dimensions);
    },
    product(row, query) {
      const start = row * dimensions;
      return query.isDense
        ? denseProduct(numbers, start, query.values)
        : sparseProduct(numbers, start, query);
    },
  };
}

/** Four sums at once: the processor adds them side by side. */
function denseProduct(numbers: Float32Array, start: number, vector: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const end = vector.length - (vector.length % 4);
  for (let at = 0; at < end; at += 4) {
    first += (numbers[start + at] as number) * (vector[at] as number);
    second += (numbers[start + at + 1] as number) * (vector[at + 1] as number);
    third += (numbers[start + at + 2] as number) * (vector[at + 2] as number);
    fourth += (numbers[start + at + 3] as number) * (vector[at + 3] as number);
  }
  for (let at = end; at < vector.length; at += 1) {
    first += (numbers[start + at] as number) * (vector[at] as number);
  }
  return first + second + third + fourth;
}

function sparseProduct(
  numbers: Float32Array,
  start: number,
  { positions, values }: PreparedQuery,
): number {
  let sum = 0;
  for (let at = 0; at < positions.length; at += 1) {
    sum += (numbers[start + (positions[at] as number)] as number) * (values[at] as number);
  }
  return sum;
}
