/** Receives each keyword found: index into the list that the finder was made of, and its end in the text, exclusive. */
export type KeywordVisitor = (keyword: number, end: number) => void;

/**
 * Finds many keywords in one pass (Aho and Corasick, 1975), whatever their number, in time linear in the text. Keywords are
 * lower-case ASCII; the text may have any case. Hits come in the order of their ends.
 */
export function createKeywordFinder(
  keywords: readonly string[],
): (text: string, visit: KeywordVisitor) => void {
  const { classes, bits, next, ends, found } = buildMachine(keywords);
  return (text, visit) => {
    let state = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      state = next[(state << bits) | (code < 128 ? (classes[code] ?? 0) : 0)] ?? 0;
      if (ends[state] === 0) continue;
      for (const keyword of found[state] ?? []) visit(keyword, index + 1);
    }
  };
}

interface Machine {
  /** Number of each ASCII character; 0 for those that no keyword has. It keeps the table small enough for a cache. */
  readonly classes: Uint8Array;
  /** How many bits such a number has. */
  readonly bits: number;
  /** The next state by state and number of the character. */
  readonly next: Uint32Array;
  readonly ends: Uint8Array;
  readonly found: readonly (readonly number[])[];
}

function buildMachine(keywords: readonly string[]): Machine {
  const classes = classesOf(keywords);
  const bits = Math.ceil(Math.log2(Math.max(...classes) + 1));
  const width = 1 << bits;
  const size = keywords.reduce((sum, { length }) => sum + length, 1);
  const next = new Uint32Array(size * width);
  const found: number[][] = [[]];
  keywords.forEach((keyword, index) => {
    let state = 0;
    for (let at = 0; at < keyword.length; at += 1) {
      const cell = state * width + (classes[keyword.charCodeAt(at)] ?? 0);
      if (next[cell] === 0) next[cell] = found.push([]) - 1;
      state = next[cell] ?? 0;
    }
    found[state]?.push(index);
  });
  addFailures(next, found, width);
  const ends = Uint8Array.from(found, ({ length }) => (length > 0 ? 1 : 0));
  return { classes, bits, next: next.slice(0, found.length * width), ends, found };
}

/** Upper-case letters have the number of their lower-case ones. */
function classesOf(keywords: readonly string[]): Uint8Array {
  const alphabet = [...new Set(keywords.join(''))].sort().map((char) => char.charCodeAt(0));
  const classes = new Uint8Array(128);
  for (const [index, code] of alphabet.entries()) {
    classes[code] = index + 1;
    if (code >= 97 && code <= 122) classes[code - 32] = index + 1;
  }
  return classes;
}

/** Turns the trie into an automaton: a missing arrow is the arrow of the longest suffix. */
function addFailures(next: Uint32Array, found: number[][], width: number): void {
  const failure = new Int32Array(found.length);
  const queue: number[] = [0];
  for (const state of queue) {
    for (let code = 0; code < width; code += 1) {
      const cell = state * width + code;
      const ofSuffix = state === 0 ? 0 : (next[(failure[state] ?? 0) * width + code] ?? 0);
      const child = next[cell] ?? 0;
      if (child === 0) {
        next[cell] = ofSuffix;
        continue;
      }
      failure[child] = ofSuffix;
      found[child]?.push(...(found[ofSuffix] ?? []));
      queue.push(child);
    }
  }
}
