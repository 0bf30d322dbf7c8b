import type {
  ChunkFilter,
  DocumentFacts,
  EmbeddedChunk,
} from '../../pipeline-server/contracts/knowledge.ts';
import type { KnowledgeRows } from '../../pipeline-server/contracts/knowledge-rows.ts';
import type { DataClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { isMeant } from './chunk-filter.ts';
import { nearestRows } from './nearest-rows.ts';
import { createVectorMatrix } from './vector-matrix.ts';

/** What is kept in memory of a collection: vectors, and what filters look at. Texts stay in the database. */
export interface CollectionIndex {
  /** Reads what was changed since the last time, whoever changed it. */
  refresh(): Promise<void>;
  /** Ids with their similarity, nearest first. */
  nearest(
    vector: Float32Array,
    query: { readonly limit: number; readonly filter: ChunkFilter },
  ): readonly { readonly id: string; readonly similarity: number }[];
}

interface Entry {
  row: number;
  readonly id: string;
  readonly document: DocumentFacts;
  readonly dataClass: DataClass;
}

interface KnownDocument {
  readonly written: string;
  readonly entries: readonly Entry[];
}

/** Documents that are read before others have their turn: their vectors are soon garbage, of which V8 lets much come together. */
const DOCUMENTS_PER_TURN = 10;

/** Makes an empty index of a collection. */
export function createCollectionIndex(
  rows: KnowledgeRows,
  { name, dimensions }: { readonly name: string; readonly dimensions: number },
): CollectionIndex {
  const matrix = createVectorMatrix(dimensions);
  const entries: Entry[] = [];
  const known = new Map<string, KnownDocument>();

  function forget(documentId: string): void {
    for (const { row } of known.get(documentId)?.entries ?? []) {
      matrix.remove(row);
      const last = entries.pop();
      if (last !== undefined && last.row !== row) {
        last.row = row;
        entries[row] = last;
      }
    }
    known.delete(documentId);
  }

  function learn(written: string, chunks: readonly EmbeddedChunk[]): void {
    const added = chunks.map(({ chunk: { id, document, dataClass }, vector }, at) => {
      matrix.add(vector);
      return { row: entries.length + at, id, document, dataClass };
    });
    entries.push(...added);
    const [first] = added;
    if (first !== undefined) known.set(first.document.documentId, { written, entries: added });
  }

  return {
    async refresh() {
      const there = await rows.documents(name);
      const versions = new Map(there.map((each) => [each.documentId, each.written]));
      for (const id of known.keys()) if (!versions.has(id)) forget(id);
      const changed = there.filter((each) => known.get(each.documentId)?.written !== each.written);
      for (let start = 0; start < changed.length; start += DOCUMENTS_PER_TURN) {
        const ids = changed.slice(start, start + DOCUMENTS_PER_TURN).map((each) => each.documentId);
        for (const chunks of byDocument(await rows.chunks(name, ids))) {
          const id = chunks[0]?.chunk.document.documentId ?? '';
          forget(id);
          learn(versions.get(id) ?? '', chunks);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    nearest(vector, { limit, filter }) {
      const wanted = {
        limit,
        isMeant(row: number) {
          const entry = entries[row];
          return entry !== undefined && isMeant(entry, filter);
        },
      };
      return nearestRows(matrix.products(vector), wanted).flatMap(({ row, similarity }) => {
        const id = entries[row]?.id;
        return id === undefined ? [] : [{ id, similarity }];
      });
    },
  };
}

function byDocument(chunks: readonly EmbeddedChunk[]): readonly (readonly EmbeddedChunk[])[] {
  const groups = new Map<string, EmbeddedChunk[]>();
  for (const each of chunks) {
    const { documentId } = each.chunk.document;
    const group = groups.get(documentId);
    if (group === undefined) groups.set(documentId, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}
