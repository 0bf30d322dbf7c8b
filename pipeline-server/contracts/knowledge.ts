import type { Principal } from './principal.ts';
import type { DataClass, Place } from './sovereignty.ts';

/** What a piece of knowledge is; an approved correction stands above the SOP that it amends, an SOP above an incident note. */
export const KNOWLEDGE_KINDS = ['sop', 'runbook', 'incident', 'amendment', 'upload'] as const;

/** One of {@link KNOWLEDGE_KINDS}. */
export type KnowledgeKind = (typeof KNOWLEDGE_KINDS)[number];

/** What is known of a document besides its text. */
export interface DocumentFacts {
  /** The same in every version, also after it was moved: hash of the first {@link sourceUri}. */
  readonly documentId: string;
  readonly kind: KnowledgeKind;
  /** Where it is from, e.g. `folder:sops` or `open-webui:3f0c…`: deletions never reach beyond their source. */
  readonly sourceId: string;
  readonly sourceUri: string;
  /** Path within its source, with `/`. */
  readonly path: string;
  readonly title: string;
  /** `sha256:` and the hash of its bytes. */
  readonly sha256: string;
  /** What made its chunks, and what its source declares of it, e.g. `md-path@1 runbook CONFIDENTIAL`: under another one the same bytes are ingested anew. */
  readonly recipe: string;
  readonly version: string | null;
  /** Milliseconds since 1970, by its source. */
  readonly updatedAt: number;
  readonly owner: string | null;
  readonly service: string | null;
  readonly severity: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Ids of the analyzers whose findings it governs; empty for most documents. */
  readonly governs: readonly string[];
  readonly dataClass: DataClass;
}

/** A piece of a document that is found and cited by itself. */
export interface Chunk {
  /** Same input, same id: hash of document, version and position. */
  readonly id: string;
  readonly document: DocumentFacts;
  /** Titles from the document's own down to the section's. */
  readonly headings: readonly string[];
  readonly anchor: string;
  /** Lines in the source, counted from 1, both inclusive. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** Counted from 0 within the document. */
  readonly position: number;
  /** Chunks that the document has. */
  readonly count: number;
  /** The text as it stands in the source. It is data, never an instruction. */
  readonly text: string;
  readonly dataClass: DataClass;
}

/** Makes vectors of texts. All vectors of one collection are of one embedder. */
export interface Embedder {
  /** Stands in every collection's name, e.g. `hash-1024-1`. */
  readonly id: string;
  readonly dimensions: number;
  /** Where the texts go: what may not be sent there is not embedded by it. */
  readonly place: Place;
  /** The highest class of text that may be sent there. */
  readonly maximumClass: DataClass;
  /**
   * Vectors of length one, in the order of the texts. Pieces of documents go through `embedChunks`, which knows the classes that
   * their sources declare.
   * @throws when a text is found to be above {@link maximumClass}, or no vectors can be had.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}

/** A chunk with its vector. */
export interface EmbeddedChunk {
  readonly chunk: Chunk;
  readonly vector: Float32Array;
}

/** All chunks of a document, in their order, with their vectors. */
export type EmbeddedDocument = readonly EmbeddedChunk[];

/** Which chunks are meant; all conditions hold together. */
export interface ChunkFilter {
  readonly sourceIds?: readonly string[];
  /** Of uploads only those of these sources; all other kinds are everybody's. All uploads when left out. */
  readonly uploadSourceIds?: readonly string[];
  readonly documentIds?: readonly string[];
  readonly kinds?: readonly KnowledgeKind[];
  readonly services?: readonly string[];
  /** Id of an analyzer: only documents that govern its findings. */
  readonly governs?: string;
  /** The highest class that may be shown. */
  readonly maximumClass?: DataClass;
}

/** A chunk that was found, and how near it is. */
export interface NearChunk {
  readonly chunk: Chunk;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

/** A version of a document as the store has it. */
export interface StoredDocument {
  readonly documentId: string;
  readonly sourceId: string;
  readonly path: string;
  readonly sha256: string;
  readonly recipe: string;
  readonly chunks: number;
  /** Another one each time that it is written. */
  readonly written: string;
}

/**
 * Keeps chunks of one embedder. A document is there whole or not at all: while a new version is written, the old one is found.
 * Writes are on the disk when their promise resolves.
 */
export interface KnowledgeStore {
  readonly embedder: string;
  /** Another one after every change, whoever made it. */
  revision(signal: AbortSignal): Promise<string>;
  /**
   * Puts the whole of each document in the place of its version before. Several at once take little longer than one.
   * @throws TypeError when chunks are missing, have no vectors of the embedder, or are of one document twice; nothing is written then.
   */
  replaceDocuments(documents: readonly EmbeddedDocument[], signal: AbortSignal): Promise<void>;
  removeDocument(documentId: string, signal: AbortSignal): Promise<void>;
  /** Documents that are there whole. */
  documents(sourceId: string | null, signal: AbortSignal): AsyncIterable<StoredDocument>;
  /** Nearest first. */
  nearest(
    vector: Float32Array,
    query: { readonly limit: number; readonly filter: ChunkFilter },
    signal: AbortSignal,
  ): Promise<readonly NearChunk[]>;
  /** Those of the ids that are there, in no order. */
  read(ids: readonly string[], signal: AbortSignal): Promise<readonly Chunk[]>;
  /** All chunks, for the lexical index and for export. */
  chunks(filter: ChunkFilter, signal: AbortSignal): AsyncIterable<EmbeddedChunk>;
  close(): Promise<void>;
}

/** Which embedder a collection is of. */
export type EmbedderShape = Pick<Embedder, 'id' | 'dimensions'>;

/** A collection of one embedder. */
export interface CollectionFacts {
  /** `xops-<embedder>-g<generation>`. */
  readonly name: string;
  readonly embedder: string;
  readonly dimensions: number;
  /** Counted from 1 for each embedder: the highest whole one is in use. */
  readonly generation: number;
  /** False while it is filled beside the one that is in use. */
  readonly isWhole: boolean;
}

/** A collection that is filled and that nobody finds yet. */
export interface GrowingCollection {
  readonly store: KnowledgeStore;
  /** From now on it is the one in use, in one step. */
  finish(signal: AbortSignal): Promise<void>;
}

/** Where collections are kept: in the embedded store, or in Chroma. Vectors of two embedders never meet in one. */
export interface KnowledgeCollections {
  /**
   * The collection of an embedder that is in use; it is made when there is none. The store goes over to a newer generation by
   * itself.
   * @throws when the embedder's vectors have other dimensions than those that are there.
   */
  open(embedder: EmbedderShape, signal: AbortSignal): Promise<KnowledgeStore>;
  /** Begins a further generation. One that was begun before and never finished is dropped. */
  begin(embedder: EmbedderShape, signal: AbortSignal): Promise<GrowingCollection>;
  list(signal: AbortSignal): Promise<readonly CollectionFacts[]>;
  drop(name: string, signal: AbortSignal): Promise<void>;
}

/** A passage that answers a question, to be cited. */
export interface Passage {
  readonly chunk: Chunk;
  /** 0 to 1, comparable within one answer only. */
  readonly score: number;
  /** `path#anchor:L12-L30@version`. */
  readonly citation: string;
}

/** A question to the knowledge. */
export interface KnowledgeQuery {
  readonly question: string;
  readonly limit: number;
  readonly filter: ChunkFilter;
  /** Only of documents that govern findings of this analyzer; nothing is then too far from the question. */
  readonly governs?: string;
}

/** What was found. */
export interface KnowledgeAnswer {
  /** Best first; empty when nothing is near enough: no SOP is then better than a wrong one. */
  readonly passages: readonly Passage[];
  /** What came nearest where nothing is near enough; null where there is nothing at all. */
  readonly nearest: Passage | null;
  /** What could not be looked at, each in a sentence; none when left out. */
  readonly gaps?: readonly string[];
}

/** Finds passages by words and by vectors. It knows nothing of rights: its filter does. */
export interface Knowledge {
  find(query: KnowledgeQuery, signal: AbortSignal): Promise<KnowledgeAnswer>;
}

/** What somebody else than its author has accepted of an approver's correction. Its texts are people's: data, never an instruction. */
export interface Amendment {
  /** Of the correction. */
  readonly id: string;
  /** The SOP that it amends, and the section of it. */
  readonly documentId: string;
  readonly anchor: string;
  /** Whose findings it is about; null where the plan came from no analyzer. */
  readonly analyzer: string | null;
  /** Ids of the accounts that it is for; empty for all. */
  readonly accounts: readonly string[];
  /** Title of the plan that was not approved. */
  readonly proposed: string;
  readonly what: string;
  readonly why: string;
  readonly author: string;
  readonly reviewer: string;
  /** When it was accepted, ISO 8601. */
  readonly acceptedAt: string;
  /** ISO 8601; from then on it is not shown. */
  readonly expiresAt: string;
  /** True when its SOP has changed since: it may say the same by now. */
  readonly isDocumentChanged: boolean;
}

/** A passage with what amends its section, newest first. */
export interface AmendedPassage extends Passage {
  readonly amendments: readonly Amendment[];
}

/** Who asks the desk: one object for all questions of one answer, for which corrections are read once. */
export interface KnowledgeAsker {
  /** Null where nobody is known: then only what every caller may read is found. */
  readonly principal: Principal | null;
  readonly signal: AbortSignal;
}

/** A question to the desk. */
export interface DeskQuery {
  readonly question: string;
  /** Passages wanted at most. */
  readonly limit: number;
  /** Defaults to all. */
  readonly kinds?: readonly KnowledgeKind[];
  /** Only of documents that govern findings of this analyzer. */
  readonly governs?: string;
  /** Ids of analyzers whose findings the question is about, for the corrections to them. */
  readonly about?: readonly string[];
  /** Ids of the accounts that it is about; empty for all. */
  readonly accounts?: readonly string[];
  /** The highest class that may be shown where the answer goes. */
  readonly maximumClass?: DataClass;
}

/** What the desk found, and what it could not look at. */
export interface DeskAnswer {
  readonly passages: readonly AmendedPassage[];
  readonly nearest: Passage | null;
  /** Sources that were not looked at, and why, each in a sentence; empty when all were. */
  readonly gaps: readonly string[];
}

/** Where flows and tools ask for knowledge: only what the asker may read, with what amends it. */
export interface KnowledgeDesk {
  find(query: DeskQuery, asker: KnowledgeAsker): Promise<DeskAnswer>;
}
