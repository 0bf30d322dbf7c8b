import { distance } from 'fastest-levenshtein';
import { createNumberList, type NumberList } from './number-list.ts';

/** Which texts have which terms; texts are numbered from 0 in the order in which they come. */
export interface TermPostings {
  /** Texts that were not removed. */
  readonly texts: number;
  /** Texts that were removed and still take room. */
  readonly removed: number;
  add(terms: readonly string[]): number;
  remove(text: number): void;
  /** Whether a text has a term. */
  has(term: string): boolean;
  /** Texts that have a term, with how often; as they are at that moment. */
  of(term: string): Postings;
  /** The known term that was most likely meant by one that is not known; null when none is near. */
  meant(term: string): string | null;
  /** Terms of a text. */
  lengthOf(text: number): number;
  readonly meanLength: number;
}

/** A text that has a term, and how often. */
interface Posting {
  readonly text: number;
  readonly times: number;
}

/** Texts that have a term, made one by one: those of a common word are many. */
export interface Postings extends Iterable<Posting> {
  readonly length: number;
}

/** Number of text and of occurrences in one integer: there are millions of them. */
const MOST_TIMES = 63;

/** Letters that may be wrong: two that changed places count as two. */
function mostWrong({ length }: string): number {
  if (length < 4) return 0;
  return length < 6 ? 1 : 2;
}

/** Of equally near terms, the one that more texts have. */
function nearestTerm(term: string, packed: ReadonlyMap<string, NumberList>): string | null {
  const most = mostWrong(term);
  let best: { readonly known: string; readonly far: number; readonly having: number } | null = null;
  if (most === 0) return null;
  for (const [known, { length: having }] of packed) {
    if (Math.abs(known.length - term.length) > most || known[0] !== term[0]) continue;
    const far = distance(term, known);
    if (far > most) continue;
    if (best === null || far < best.far || (far === best.far && having > best.having))
      best = { known, far, having };
  }
  return best?.known ?? null;
}

/** Makes an empty one. */
export function createTermPostings(): TermPostings {
  const packed = new Map<string, NumberList>();
  const lengths: number[] = [];
  const removed = new Set<number>();
  let totalLength = 0;
  return {
    get texts() {
      return lengths.length - removed.size;
    },
    get removed() {
      return removed.size;
    },
    get meanLength() {
      return totalLength / Math.max(1, lengths.length - removed.size);
    },
    add(terms) {
      const text = lengths.length;
      lengths.push(terms.length);
      totalLength += terms.length;
      for (const [term, times] of countsOf(terms)) {
        const list = packed.get(term) ?? createNumberList();
        list.push(text * (MOST_TIMES + 1) + Math.min(times, MOST_TIMES));
        packed.set(term, list);
      }
      return text;
    },
    remove(text) {
      if (removed.has(text)) return;
      removed.add(text);
      totalLength -= lengths[text] ?? 0;
    },
    has: (term) => isInAny(packed.get(term) ?? [], removed),
    of(term) {
      const all = packed.get(term) ?? [];
      const there =
        removed.size === 0 ? all : [...all].filter((posting) => !removed.has(textOf(posting)));
      return { length: there.length, [Symbol.iterator]: () => unpack(there) };
    },
    meant: (term) => nearestTerm(term, packed),
    lengthOf: (text) => lengths[text] ?? 0,
  };
}

function isInAny(postings: Iterable<number>, removed: ReadonlySet<number>): boolean {
  for (const posting of postings) if (!removed.has(textOf(posting))) return true;
  return false;
}

function textOf(posting: number): number {
  return Math.floor(posting / (MOST_TIMES + 1));
}

function* unpack(postings: Iterable<number>): Generator<Posting> {
  for (const posting of postings)
    yield { text: textOf(posting), times: posting % (MOST_TIMES + 1) };
}

function countsOf(terms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
