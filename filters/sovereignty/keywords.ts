/** Receives each keyword found: index into the list that the finder was made of, and its end in the text, exclusive. */
export type KeywordVisitor = (keyword: number, end: number) => void;

const ALPHABET = 128;

/**
 * Finds many keywords in one pass (Aho and Corasick, 1975), whatever their number, in time linear in the text. Keywords are
 * lower-case ASCII; the text may have any case. Hits come in the order of their ends.
 */
export function createKeywordFinder(
  keywords: readonly string[],
): (text: string, visit: KeywordVisitor) => void {
  const { next, ends, found } = buildMachine(keywords);
  return (text, visit) => {
    let state = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      state = next[state + (code < ALPHABET ? (FOLD[code] ?? 0) : 0)] ?? 0;
      if (ends[state >> 7] === 0) continue;
      for (const keyword of found[state >> 7] ?? []) visit(keyword, index + 1);
    }
  };
}

/** Lower case of ASCII. */
const FOLD = Uint8Array.from({ length: ALPHABET }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
);

interface Machine {
  /** By state × 128 + character: the next state × 128. */
  readonly next: Int32Array;
  readonly ends: Uint8Array;
  readonly found: readonly (readonly number[])[];
}

function buildMachine(keywords: readonly string[]): Machine {
  const size = keywords.reduce((sum, { length }) => sum + length, 1);
  const next = new Int32Array(size * ALPHABET);
  const found: number[][] = [[]];
  keywords.forEach((keyword, index) => {
    let state = 0;
    for (let at = 0; at < keyword.length; at += 1) {
      const cell = state * ALPHABET + keyword.charCodeAt(at);
      if (next[cell] === 0) next[cell] = found.push([]) - 1;
      state = next[cell] ?? 0;
    }
    found[state]?.push(index);
  });
  addFailures(next, found);
  const ends = Uint8Array.from(found, ({ length }) => (length > 0 ? 1 : 0));
  return { next: next.map((state) => state * ALPHABET), ends, found };
}

/** Turns the trie into an automaton: a missing arrow is the arrow of the longest suffix. */
function addFailures(next: Int32Array, found: number[][]): void {
  const failure = new Int32Array(found.length);
  const queue: number[] = [0];
  for (const state of queue) {
    for (let code = 0; code < ALPHABET; code += 1) {
      const cell = state * ALPHABET + code;
      const ofSuffix = state === 0 ? 0 : (next[(failure[state] ?? 0) * ALPHABET + code] ?? 0);
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
