import type {
  KnowledgeCollections,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { BRIEF, ONCE, PATIENT, type RunOnChroma, runOnChroma } from './chroma-patience.ts';

/** Ways to run work on the server of collections. */
export interface Ways {
  /** For what somebody waits for. */
  readonly read: RunOnChroma;
  /** For what is written: a run over thousands of documents outlives a server that starts again. */
  readonly write: RunOnChroma;
  /** For what must not be done twice. */
  readonly once: RunOnChroma;
}

/** The ways to the server at a URL. */
export function waysTo(url: string): Ways {
  return {
    read: runOnChroma(url, BRIEF),
    write: runOnChroma(url, PATIENT),
    once: runOnChroma(url, ONCE),
  };
}

/** Collections of a server that may be away for a moment: what fails in passing is done again, and the rest is explained. */
export function createPatientCollections(
  inner: KnowledgeCollections,
  ways: Ways,
): KnowledgeCollections {
  const { read, write, once } = ways;
  return {
    open: async (embedder, signal) =>
      patientStore(await read(() => inner.open(embedder, signal), signal), ways),
    async begin(embedder, signal) {
      const growing = await once(() => inner.begin(embedder, signal), signal);
      return {
        store: patientStore(growing.store, ways),
        finish: (end) => write(() => growing.finish(end), end),
      };
    },
    list: (signal) => read(() => inner.list(signal), signal),
    drop: (name, signal) => once(() => inner.drop(name, signal), signal),
  };
}

function patientStore(inner: KnowledgeStore, ways: Ways): KnowledgeStore {
  const { read, write } = ways;
  return {
    embedder: inner.embedder,
    revision: (signal) => read(() => inner.revision(signal), signal),
    replaceDocuments: (documents, signal) =>
      write(() => inner.replaceDocuments(documents, signal), signal),
    removeDocument: (id, signal) => write(() => inner.removeDocument(id, signal), signal),
    documents: (sourceId, signal) => each(() => inner.documents(sourceId, signal), ways, signal),
    nearest: (vector, query, signal) => read(() => inner.nearest(vector, query, signal), signal),
    read: (ids, signal) => read(() => inner.read(ids, signal), signal),
    chunks: (filter, signal) => each(() => inner.chunks(filter, signal), ways, signal),
    close: () => inner.close(),
  };
}

/** Begins again only while nothing was given: what came already would come twice. */
async function* each<T>(
  begin: () => AsyncIterable<T>,
  { read, once }: Ways,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const { items, first } = await read(async () => {
    const begun = begin()[Symbol.asyncIterator]();
    return { items: begun, first: await begun.next() };
  }, signal);
  for (let next = first; next.done !== true; next = await once(() => items.next(), signal))
    yield next.value;
}
