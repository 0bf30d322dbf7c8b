import { rarityOf } from './bm25.ts';
import { meantBy } from './said-words.ts';
import type { Postings, TermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';

/** A word of a question. */
export interface AskedWord {
  /** How much of the question it is: the rarer in the texts, the more. */
  readonly weight: number;
  /** What of the texts it may stand for; nothing where it is in none. */
  readonly ways: readonly Way[];
}

/** A term of the texts that a word of a question stands for. */
interface Way {
  readonly term: string;
  readonly having: Postings;
  /** 0 where the question has the term already. */
  readonly rarity: number;
  /** 0–1: how surely it is what was meant. */
  readonly share: number;
}

/** Of what is typed wrong, and of what texts call something else. This and the next were chosen on the tuning half of the golden set. */
const LIKELY_SHARE = 0.8;
/** How much more than the rarest word counts a word that no text has, and a name that none has: it is another subject then. */
const UNKNOWN = 1.5;
const UNKNOWN_NAME = 4;
/** Letters from which on a name that is nearly known counts as typed wrong. */
const LONG_NAME = 7;

/** The words of a question, each once, by what the texts have of them. */
export function weighQuestion(question: string, postings: TermPostings): readonly AskedWord[] {
  const asked = new Set(termsOf(question).filter((term) => isTelling(term, postings)));
  const names = unknownNames(question, postings);
  const called = new Set(asked);
  return [...asked].map((term) => {
    const own = names.has(term) ? [] : ownWays(term, postings);
    const others = names.has(term) ? [] : otherWays(term, called, postings);
    for (const other of others) called.add(other.term);
    return { weight: weightOfWord(own, names.has(term), postings), ways: [...own, ...others] };
  });
}

/** A number, an address or an id that no text has says nothing of the subject. */
function isTelling(term: string, postings: TermPostings): boolean {
  return !/\p{N}|^.$/u.test(term) || postings.has(term);
}

function weightOfWord(own: readonly Way[], isName: boolean, { texts }: TermPostings): number {
  const [way] = own;
  if (way !== undefined) return way.rarity;
  return rarityOf(0, texts) * (isName ? UNKNOWN_NAME : UNKNOWN);
}

/** What texts call something else is no word that was typed wrong. */
function ownWays(term: string, postings: TermPostings): readonly Way[] {
  const own = wayOf(term, 1, postings);
  if (own.length > 0 || meantBy(term).some((each) => postings.has(each))) return own;
  const meant = postings.meant(term);
  return meant === null ? [] : wayOf(meant, LIKELY_SHARE, postings);
}

function otherWays(
  term: string,
  called: ReadonlySet<string>,
  postings: TermPostings,
): readonly Way[] {
  const ways = meantBy(term).flatMap((each) => wayOf(each, LIKELY_SHARE, postings));
  return ways.map((way) => (called.has(way.term) ? { ...way, rarity: 0 } : way));
}

function wayOf(term: string, share: number, postings: TermPostings): readonly Way[] {
  const having = postings.of(term);
  if (having.length === 0) return [];
  return [{ term, having, rarity: rarityOf(having.length, postings.texts), share }];
}

/** Terms of words that are written like names, `Kafka` or `GKE`, and that no text has a part of. */
function unknownNames(question: string, postings: TermPostings): ReadonlySet<string> {
  const words = [...question.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word);
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (capitals > words.length / 2) return new Set();
  return new Set(
    words
      .filter((word, at) => word.length > 2 && (at > 0 ? /\p{Lu}/u : /.\p{Lu}/u).test(word))
      .map(termsOf)
      .filter((terms) => terms.every((term) => isUnknown(term, postings)))
      .flat(),
  );
}

function isUnknown(term: string, postings: TermPostings): boolean {
  return !postings.has(term) && (term.length < LONG_NAME || postings.meant(term) === null);
}
