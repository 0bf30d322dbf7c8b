import type {
  Chunk,
  ChunkFilter,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { searchableText } from '../embed/chunk-text.ts';
import { type Filtered, isMeant } from '../store/chunk-filter.ts';
import { rarityOf, weightOf } from './bm25.ts';
import { createTermPostings, type TermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';

/** A chunk that has words of a question. */
export interface LexicalHit {
  readonly id: string;
  /** Okapi BM25; comparable within one question only. */
  readonly score: number;
  /** 0–1: how much of the question it has, each word weighed by how rare it is. */
  readonly coverage: number;
}

/** Finds chunks by words. It holds no texts. */
export interface LexicalIndex {
  /** Reads what was changed since the last time. */
  refresh(store: KnowledgeStore, signal: AbortSignal): Promise<void>;
  /** Best first. */
  search(
    question: string,
    query: { readonly limit: number; readonly filter: ChunkFilter },
  ): readonly LexicalHit[];
}

interface Entry extends Filtered {
  readonly id: string;
}

interface Known {
  readonly postings: TermPostings;
  readonly entries: Map<number, Entry>;
  readonly documents: Map<string, KnownDocument>;
}

interface KnownDocument {
  readonly written: string;
  /** Numbers of its texts. */
  readonly texts: number[];
}

/** Makes an empty index. */
export function createLexicalIndex(): LexicalIndex {
  let known = emptyIndex();
  let revision = '';
  let refreshing: Promise<void> = Promise.resolve();

  async function refresh(store: KnowledgeStore, signal: AbortSignal): Promise<void> {
    const now = await store.revision(signal);
    if (now === revision) return;
    const there = await versionsOf(store, signal);
    if (known.postings.removed > known.postings.texts) known = emptyIndex();
    for (const [id, { written }] of known.documents)
      if (there.get(id) !== written) forget(known, id);
    await learn(known, { store, there, signal });
    revision = now;
  }

  return {
    /** One after the other: two would add the same texts twice. */
    refresh(store, signal) {
      const again = () => refresh(store, signal);
      refreshing = refreshing.then(again, again);
      return refreshing;
    },
    search: (question, query) => search(known, question, query),
  };
}

function emptyIndex(): Known {
  return { postings: createTermPostings(), entries: new Map(), documents: new Map() };
}

/** What is there of each document. */
async function versionsOf(
  store: KnowledgeStore,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for await (const { documentId, written } of store.documents(null, signal))
    versions.set(documentId, written);
  return versions;
}

function forget({ postings, entries, documents }: Known, documentId: string): void {
  for (const text of documents.get(documentId)?.texts ?? []) {
    postings.remove(text);
    entries.delete(text);
  }
  documents.delete(documentId);
}

interface Learning {
  readonly store: KnowledgeStore;
  readonly there: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

/** When reading ends early, what was read of the documents is forgotten again. */
async function learn(known: Known, { store, there, signal }: Learning): Promise<void> {
  const documentIds = [...there.keys()].filter((id) => !known.documents.has(id));
  if (documentIds.length === 0) return;
  try {
    for await (const { chunk } of store.chunks({ documentIds }, signal))
      addChunk(known, chunk, there);
  } catch (error) {
    for (const id of documentIds) forget(known, id);
    throw error;
  }
}

function addChunk(
  { postings, entries, documents }: Known,
  chunk: Chunk,
  there: ReadonlyMap<string, string>,
): void {
  const { id, document, dataClass } = chunk;
  const text = postings.add(termsOf(searchableText(chunk)));
  entries.set(text, { id, document, dataClass });
  const { documentId } = document;
  const known = documents.get(documentId) ?? { written: there.get(documentId) ?? '', texts: [] };
  known.texts.push(text);
  documents.set(documentId, known);
}

function search(
  { postings, entries }: Known,
  question: string,
  { limit, filter }: { readonly limit: number; readonly filter: ChunkFilter },
): readonly LexicalHit[] {
  const scores = new Map<number, { score: number; rarity: number }>();
  let total = 0;
  for (const term of new Set(termsOf(question))) {
    const { having, rarity } = lookUp(postings, term);
    total += rarity;
    for (const { text, times } of having) {
      const sum = scores.get(text) ?? { score: 0, rarity: 0 };
      sum.score += rarity * weightOf(times, postings.lengthOf(text) / postings.meanLength);
      sum.rarity += rarity;
      scores.set(text, sum);
    }
  }
  const hits: LexicalHit[] = [];
  for (const [text, { score, rarity }] of scores) {
    const entry = entries.get(text);
    if (entry !== undefined && isMeant(entry, filter))
      hits.push({ id: entry.id, score, coverage: rarity / total });
  }
  return hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** What a term counts for that was probably typed wrong. */
const MEANT_SHARE = 0.8;

function lookUp(postings: TermPostings, term: string) {
  const having = postings.of(term);
  if (having.length > 0) return { having, rarity: rarityOf(having.length, postings.texts) };
  const meant = postings.meant(term);
  const instead = meant === null ? [] : postings.of(meant);
  const share = instead.length === 0 ? 1 : MEANT_SHARE;
  return { having: instead, rarity: share * rarityOf(instead.length, postings.texts) };
}
