import type { ChunkFilter } from '../../pipeline-server/contracts/knowledge.ts';
import { type Filtered, isMeant } from '../store/chunk-filter.ts';
import { weightOf } from './bm25.ts';
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

/** Finds texts by the words of a question. */
export function searchWords(
  texts: LexicalTexts,
  question: string,
  { limit, filter }: LexicalQuery,
): LexicalAnswer {
  const asked = weighQuestion(question, texts.postings);
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  const shareOf = (covered = 0) => (total === 0 ? 0 : covered / total);
  const shown = rememberShown(texts, filter);
  const found = new Map<number, { score: number; covered: number }>();
  const documents = new Map<string, number>();
  for (const word of asked) {
    const ofDocuments = new Map<string, number>();
    for (const [text, { score, share }] of gainsOf(word, shown, texts.postings)) {
      const sum = found.get(text);
      if (sum === undefined) found.set(text, { score, covered: share * word.weight });
      else {
        sum.score += score;
        sum.covered += share * word.weight;
      }
      const document = shown(text)?.document.documentId ?? '';
      ofDocuments.set(document, Math.max(share, ofDocuments.get(document) ?? 0));
    }
    for (const [document, share] of ofDocuments)
      documents.set(document, (documents.get(document) ?? 0) + share * word.weight);
  }
  const hits = [...found].map(([text, { score, covered }]) => {
    return { id: shown(text)?.id ?? '', score, coverage: shareOf(covered) };
  });
  return {
    hits: hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit),
    coverageOfDocument: (documentId) => shareOf(documents.get(documentId)),
    coverageOf: (text) => shareOf(coveredBy(new Set(termsOf(text)), asked)),
  };
}

type Shown = (text: number) => Entry | null;

/** What the filter shows of a text; looked at once for each. */
function rememberShown({ entries }: LexicalTexts, filter: ChunkFilter): Shown {
  const known = new Map<number, Entry | null>();
  return (text) => {
    let entry = known.get(text);
    if (entry === undefined) {
      const there = entries.get(text);
      entry = there !== undefined && isMeant(there, filter) ? there : null;
      known.set(text, entry);
    }
    return entry;
  };
}

/** What a word adds to each text, and how surely the text has it. */
function gainsOf(
  { ways }: AskedWord,
  shown: Shown,
  postings: TermPostings,
): ReadonlyMap<number, { readonly score: number; readonly share: number }> {
  const gains = new Map<number, { score: number; share: number }>();
  for (const { having, rarity, share } of ways) {
    for (const { text, times } of having) {
      if (shown(text) === null) continue;
      const score = share * rarity * weightOf(times, postings.lengthOf(text) / postings.meanLength);
      const gain = gains.get(text);
      if (gain === undefined) gains.set(text, { score, share });
      else {
        gain.score += score;
        gain.share = Math.max(share, gain.share);
      }
    }
  }
  return gains;
}

function coveredBy(terms: ReadonlySet<string>, asked: readonly AskedWord[]): number {
  return asked.reduce((sum, { weight, ways }) => {
    const shares = ways.filter(({ term }) => terms.has(term)).map(({ share }) => share);
    return sum + weight * Math.max(0, ...shares);
  }, 0);
}
