import { WORD_CLASSES } from './word-classes.ts';

/** Words are told apart by so many letters, so that `leaked` and `leaks` differ but `encrypted` and `encryption` do not. */
const STEM = 6;
/** Words share so many numbers. */
const BUCKETS = 1 << 15;
const BUCKET_SHIFT = 17;
const CLASSES = Object.keys(WORD_CLASSES);
/** Features that are no class of words: that a number is there, and a verb in the past. */
const NUMBER = BUCKETS + CLASSES.length;
const PAST = NUMBER + 1;

/** How many features there are: words first, then classes of words. */
export const FEATURES = PAST + 1;

/** Whether a feature is a class of words rather than a word. */
export function isClass(feature: number): boolean {
  return feature >= BUCKETS;
}

/** What each of so many features of a sort counts for: less, the more there are. */
export function shareOf(count: number): number {
  return Math.sqrt(20 / Math.max(6, count));
}

/** The class of words that a feature stands for, if it stands for one. */
export function classOfFeature(feature: number): string | undefined {
  return CLASSES[feature - BUCKETS];
}

/** A word, or words in a row, that have classes, and what may follow. */
interface Node {
  readonly classes: number[];
  readonly next: Map<number, Node>;
}

const SEED = 0x811c9dc5;
const START = hashOf('^');
/** Which buckets have a word that has classes, or is part of a phrase that has. */
const KNOWN = new Uint8Array(BUCKETS);
const ROOT = classTree();
/** Lower case of ASCII letters, digits and apostrophes; 0 for all else, which parts words. */
const LETTERS = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9']/i.test(String.fromCharCode(code))
    ? String.fromCharCode(code).toLowerCase().charCodeAt(0)
    : 0,
);
const QUESTION_MARK = 63;
/** More than a piece of text has. */
const MOST = 1024;

/**
 * Reads the features of a piece of text, each once: its words, hashed, and the classes of its words. It makes no strings, so
 * that all of a text can be read.
 */
export class FeatureReader {
  /** The features of what was read last, in no order. */
  readonly found = new Uint16Array(MOST);
  #count = 0;
  #turn = 0;
  readonly #seen = new Uint32Array(FEATURES);
  #one: Node | undefined;
  #two: Node | undefined;

  /** Reads `text` from `start` to `end`. @returns how many of {@link found} it has. */
  read(text: string, start: number, end: number): number {
    this.#turn += 1;
    this.#count = 0;
    this.#two = undefined;
    this.#one = ROOT.next.get(START);
    let hash = SEED;
    let length = 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      const letter = code < 128 ? (LETTERS[code] ?? 0) : 0;
      if (letter !== 0) {
        if (length < STEM) hash = Math.imul(hash ^ letter, 0x01000193);
        length += 1;
        continue;
      }
      if (length > 0) this.#word(text, hash, { at, length });
      if (code === QUESTION_MARK) this.#add(bucketOf(QUESTION_MARK));
      hash = SEED;
      length = 0;
    }
    if (length > 0) this.#word(text, hash, { at: end, length });
    return this.#count;
  }

  #word(text: string, stem: number, { at, length }: { at: number; length: number }): void {
    const isNumber = (LETTERS[text.charCodeAt(at - length)] ?? 0) < 58;
    const hash = isNumber ? SEED : stem;
    if (isNumber) this.#add(NUMBER);
    if (length > 3 && text.charCodeAt(at - 1) === 100 && text.charCodeAt(at - 2) === 101) {
      this.#add(PAST);
    }
    const bucket = bucketOf(hash);
    this.#add(bucket);
    const isKnown = KNOWN[bucket] === 1;
    if (this.#two !== undefined && isKnown) this.#classes(this.#two.next.get(hash));
    this.#two = this.#one === undefined || !isKnown ? undefined : this.#one.next.get(hash);
    if (this.#two !== undefined) this.#classes(this.#two);
    this.#one = isKnown ? ROOT.next.get(hash) : undefined;
    if (this.#one !== undefined) this.#classes(this.#one);
  }

  #classes(node: Node | undefined): void {
    if (node === undefined) return;
    for (let index = 0; index < node.classes.length; index += 1) {
      this.#add(node.classes[index] ?? 0);
    }
  }

  #add(feature: number): void {
    if (this.#seen[feature] === this.#turn || this.#count === MOST) return;
    this.#seen[feature] = this.#turn;
    this.found[this.#count] = feature;
    this.#count += 1;
  }
}

function bucketOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> BUCKET_SHIFT;
}

/** All numbers are one word. */
function hashOf(word: string): number {
  if (/^\d/.test(word)) return SEED;
  let hash = SEED;
  for (let at = 0; at < Math.min(STEM, word.length); at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash;
}

function classTree(): Node {
  const root: Node = { classes: [], next: new Map() };
  for (const [index, phrases] of Object.values(WORD_CLASSES).entries()) {
    for (const phrase of phrases) {
      const words = phrase.replace('^', '^ ').split(' ');
      const { classes } = words.reduce((node, word) => childOf(node, hashOf(word)), root);
      classes.push(BUCKETS + index);
    }
  }
  return root;
}

function childOf({ next }: Node, hash: number): Node {
  const known = next.get(hash);
  if (known !== undefined) return known;
  const made: Node = { classes: [], next: new Map() };
  next.set(hash, made);
  KNOWN[bucketOf(hash)] = 1;
  return made;
}
