import type {
  EmbeddedDocument,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';

/** Writes documents several at a time, since a store takes hundreds of chunks about as fast as one. */
export interface DocumentWriter {
  /**
   * Leaves a document to be written with others; while those are written, it waits.
   * @throws what the store throws, also of a writing before
   */
  add(document: EmbeddedDocument): Promise<void>;
  /** Writes what is left. */
  finish(): Promise<void>;
}

/** What a run that is killed has to do again, at most. */
const MOST_CHUNKS = 512;
const MOST_DOCUMENTS = 64;

/** Makes a writer; one writing begins when the one before has ended. */
export function createDocumentWriter(store: KnowledgeStore, signal: AbortSignal): DocumentWriter {
  let waiting = new Map<string, EmbeddedDocument>();
  let chunks = 0;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const batch = [...waiting.values()];
    waiting = new Map();
    chunks = 0;
    if (batch.length > 0) writing = writing.then(() => store.replaceDocuments(batch, signal));
    return writing;
  }

  return {
    async add(document) {
      const id = document[0]?.chunk.document.documentId ?? '';
      if (waiting.has(id)) await flush();
      waiting.set(id, document);
      chunks += document.length;
      if (chunks >= MOST_CHUNKS || waiting.size >= MOST_DOCUMENTS) await flush();
    },
    finish: flush,
  };
}
