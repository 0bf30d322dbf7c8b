import type {
  Chunk,
  ChunkFilter,
  DocumentFacts,
} from '../../pipeline-server/contracts/knowledge.ts';
import { higherClass } from '../../pipeline-server/contracts/sovereignty.ts';

/** What a filter looks at. */
export type Filtered = Pick<Chunk, 'document' | 'dataClass'>;

/** Whether a chunk is meant. The class is the higher one of its own and its document's. */
export function isMeant({ document, dataClass }: Filtered, filter: ChunkFilter): boolean {
  const { maximumClass } = filter;
  if (!isDocumentMeant(document, filter)) return false;
  if (maximumClass === undefined) return true;
  return higherClass(higherClass(dataClass, document.dataClass), maximumClass) === maximumClass;
}

function isDocumentMeant(document: DocumentFacts, filter: ChunkFilter): boolean {
  const { sourceIds, uploadSourceIds, documentIds, kinds, services, governs } = filter;
  return (
    has(sourceIds, document.sourceId) &&
    (document.kind !== 'upload' || has(uploadSourceIds, document.sourceId)) &&
    has(documentIds, document.documentId) &&
    has(kinds, document.kind) &&
    has(services, document.service) &&
    (governs === undefined || document.governs.includes(governs))
  );
}

function has<Value>(allowed: readonly Value[] | undefined, value: Value | null): boolean {
  return allowed === undefined || (value !== null && allowed.includes(value));
}
