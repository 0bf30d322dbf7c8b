import type { Chunk, KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { searchableText } from '../embed/chunk-text.ts';
import {
  type Entry,
  type LexicalAnswer,
  type LexicalQuery,
  searchWords,
} from './lexical-search.ts';
import { createTermPostings, type TermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';

/** Finds chunks by words. It holds no texts. */
export interface LexicalIndex {
  /** Reads what was changed since the last time. */
  refresh(store: KnowledgeStore, signal: AbortSignal): Promise<void>;
  search(question: string, query: LexicalQuery): LexicalAnswer;
}

interface Known {
  readonly postings: TermPostings;
  readonly entries: Map<number, Entry>;
  readonly documents: Map<string, KnownDocument>;
}

interface KnownDocument {
  readonly written: string;
  /** What its texts say of it: one object for all of them, for it takes more room than they do. */
  readonly document: Chunk['document'];
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
    search: (question, query) => searchWords(known, question, query),
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
  const { documentId } = document;
  const written = there.get(documentId) ?? '';
  const known = documents.get(documentId) ?? { written, document, texts: [] };
  known.texts.push(text);
  entries.set(text, { id, document: known.document, dataClass });
  documents.set(documentId, known);
}
