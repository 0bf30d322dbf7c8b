/** A list of whole numbers below 2³² that only grows, in four bytes each: half of what an array takes. */
export interface NumberList extends Iterable<number> {
  readonly length: number;
  push(number: number): void;
}

/** Room of a new list; most terms are in few texts. */
const FIRST = 2;
const GROWTH = 1.5;

/** Makes an empty list. */
export function createNumberList(): NumberList {
  let numbers = new Uint32Array(FIRST);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(number) {
      if (length === numbers.length) {
        const longer = new Uint32Array(Math.ceil(length * GROWTH));
        longer.set(numbers);
        numbers = longer;
      }
      numbers[length] = number;
      length += 1;
    },
    [Symbol.iterator]: () => numbers.subarray(0, length)[Symbol.iterator](),
  };
}
