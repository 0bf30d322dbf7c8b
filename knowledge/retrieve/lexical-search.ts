import type { ChunkFilter } from '../../pipeline-server/contracts/knowledge.ts';
import { type Filtered, isMeant } from '../store/chunk-filter.ts';
import { rarityOf, weightOf } from './bm25.ts';
import { createSums, type Sums } from './sums.ts';
import type { TermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';
import { type AskedWord, weighQuestion } from './weigh-question.ts';

/** A chunk that has words of a question. */
interface LexicalHit {
  readonly id: string;
  /** Okapi BM25; comparable within one question only. */
  readonly score: number;
  /** 0–1: how much of the question it has, each word weighed by how rare it is. */
  readonly coverage: number;
}

/** What was found by words. */
export interface LexicalAnswer {
  /** Best first. */
  readonly hits: readonly LexicalHit[];
  /** 0–1: how much of the question a document has as a whole, of what the filter shows of it. */
  coverageOfDocument(documentId: string): number;
  /** 0–1: how much of the question a text has. */
  coverageOf(text: string): number;
}

/** A text of the index. */
export interface Entry extends Filtered {
  readonly id: string;
}

/** What is searched. */
export interface LexicalTexts {
  readonly postings: TermPostings;
  readonly entries: ReadonlyMap<number, Entry>;
}

/** How many chunks are wanted, and which. */
export interface LexicalQuery {
  readonly limit: number;
  readonly filter: ChunkFilter;
}

/** Rare words that are as good as a whole question: a long one, such as the text of an alert, is seldom covered whole. */
const WHOLE_QUESTION = 6;

/** Finds texts by the words of a question. */
export function searchWords(
  texts: LexicalTexts,
  question: string,
  { limit, filter }: LexicalQuery,
): LexicalAnswer {
  const asked = weighQuestion(question, texts.postings);
  const total = Math.min(
    asked.reduce((sum, { weight }) => sum + weight, 0),
    WHOLE_QUESTION * rarityOf(0, texts.postings.texts),
  );
  const shareOf = (covered = 0) => (total === 0 ? 0 : Math.min(1, covered / total));
  const { found, gained, known } = scratchOf(texts.postings);
  const shown = rememberShown(texts, filter, known);
  const documents = new Map<string, number>();
  for (const word of asked) {
    const ofDocuments = new Map<string, number>();
    addGains(gained, word, { shown, postings: texts.postings });
    for (const text of gained.texts) {
      const [score, share] = [gained.scores[text] as number, gained.shares[text] as number];
      found.add(text, score, share * word.weight);
      const document = shown(text)?.document.documentId ?? '';
      ofDocuments.set(document, Math.max(share, ofDocuments.get(document) ?? 0));
    }
    gained.clear();
    for (const [document, share] of ofDocuments)
      documents.set(document, (documents.get(document) ?? 0) + share * word.weight);
  }
  const hits = bestOf(found, limit, shown).map(({ id, text }) => ({
    id,
    score: found.scores[text] as number,
    coverage: shareOf(found.shares[text]),
  }));
  found.clear();
  return {
    hits,
    coverageOfDocument: (documentId) => shareOf(documents.get(documentId)),
    coverageOf: (text) => shareOf(coveredBy(new Set(termsOf(text)), asked)),
  };
}

/** By number of text: null where the filter does not show it. */
type KnownEntries = (Entry | null | undefined)[];

interface Scratch {
  readonly many: number;
  readonly found: Sums;
  readonly gained: Sums;
  readonly known: KnownEntries;
}

const SCRATCH = new WeakMap<TermPostings, Scratch>();

/** Empty sums, the same for every question as long as no text is added: megabytes that V8 would collect late. */
function scratchOf(postings: TermPostings): Scratch {
  const many = postings.texts + postings.removed;
  const before = SCRATCH.get(postings);
  if (before?.many === many) return before;
  const known: KnownEntries = Array.from({ length: many });
  const made = { many, found: createSums(many), gained: createSums(many), known };
  SCRATCH.set(postings, made);
  return made;
}

type Shown = (text: number) => Entry | null;

/** What the filter shows of a text; looked at once for each. */
function rememberShown({ entries }: LexicalTexts, filter: ChunkFilter, known: KnownEntries): Shown {
  known.fill(undefined);
  return (text) => {
    let entry = known[text];
    if (entry === undefined) {
      const there = entries.get(text);
      entry = there !== undefined && isMeant(there, filter) ? there : null;
      known[text] = entry;
    }
    return entry;
  };
}

/** What a word adds to each text, and how surely the text has it. */
function addGains(
  gains: Sums,
  { ways }: AskedWord,
  { shown, postings }: { readonly shown: Shown; readonly postings: TermPostings },
): void {
  for (const { having, rarity, share } of ways) {
    for (const { text, times } of having) {
      if (shown(text) === null) continue;
      const relativeLength = postings.lengthOf(text) / postings.meanLength;
      gains.addScore(text, share * rarity * weightOf(times, relativeLength), share);
    }
  }
}

interface Best {
  readonly text: number;
  readonly id: string;
}

/** The highest scores, the highest first; those of one score by their ids. */
function bestOf({ texts, scores }: Sums, limit: number, shown: Shown): readonly Best[] {
  const best: Best[] = [];
  const isBefore = (a: Best, b: Best) => {
    const more = (scores[a.text] as number) - (scores[b.text] as number);
    return more > 0 || (more === 0 && a.id < b.id);
  };
  for (const text of texts) {
    const one = { text, id: shown(text)?.id ?? '' };
    let at = best.length;
    while (at > 0 && isBefore(one, best[at - 1] as Best)) at -= 1;
    if (at < limit) best.splice(at, 0, one);
    if (best.length > limit) best.pop();
  }
  return best;
}

function coveredBy(terms: ReadonlySet<string>, asked: readonly AskedWord[]): number {
  return asked.reduce((sum, { weight, ways }) => {
    const shares = ways.filter(({ term }) => terms.has(term)).map(({ share }) => share);
    return sum + weight * Math.max(0, ...shares);
  }, 0);
}
