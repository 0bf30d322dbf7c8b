import type {
  Chunk,
  CollectionFacts,
  EmbeddedChunk,
  EmbeddedDocument,
  StoredDocument,
} from './knowledge.ts';

/** A collection as the database has it. */
export interface CollectionRow extends CollectionFacts {
  /** Counts the changes of its documents. */
  readonly revision: number;
}

/** The tables of the embedded store. Every change is one transaction, and on the disk when its promise resolves. */
export interface KnowledgeRows {
  collections(): Promise<readonly CollectionRow[]>;
  /** Does nothing where one of the name is there. */
  create(collection: CollectionFacts): Promise<void>;
  /** From now on it is whole. */
  finish(name: string): Promise<void>;
  /** With all its documents. */
  drop(name: string): Promise<void>;
  /** Null when there is none of the name. */
  revision(name: string): Promise<number | null>;
  documents(name: string): Promise<readonly StoredDocument[]>;
  /** By document, then by position. */
  chunks(name: string, documentIds: readonly string[]): Promise<readonly EmbeddedChunk[]>;
  read(name: string, ids: readonly string[]): Promise<readonly Chunk[]>;
  /** @throws when there is no such collection; nothing is written then. */
  replace(name: string, documents: readonly EmbeddedDocument[]): Promise<void>;
  remove(name: string, documentId: string): Promise<void>;
}
