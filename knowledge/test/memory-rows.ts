import type { EmbeddedChunk, StoredDocument } from '../../pipeline-server/contracts/knowledge.ts';
import type {
  CollectionRow,
  KnowledgeRows,
} from '../../pipeline-server/contracts/knowledge-rows.ts';

interface MemoryCollection {
  row: CollectionRow;
  readonly documents: Map<
    string,
    { readonly chunks: readonly EmbeddedChunk[]; readonly written: string }
  >;
}

/** Rows in memory, for tests of what stands on them. */
export function createMemoryRows(): KnowledgeRows {
  const all = new Map<string, MemoryCollection>();
  const change = (name: string): MemoryCollection => {
    const collection = all.get(name);
    if (collection === undefined) throw new Error(`There is no collection ${name} any more.`);
    collection.row = { ...collection.row, revision: collection.row.revision + 1 };
    return collection;
  };
  const chunksOf = (name: string) =>
    [...(all.get(name)?.documents.values() ?? [])].flatMap(({ chunks }) => chunks);
  return {
    collections: async () => [...all.values()].map(({ row }) => row),
    async create(facts) {
      if (!all.has(facts.name))
        all.set(facts.name, { row: { ...facts, revision: 0 }, documents: new Map() });
    },
    async finish(name) {
      const collection = change(name);
      collection.row = { ...collection.row, isWhole: true };
    },
    async drop(name) {
      all.delete(name);
    },
    revision: async (name) => all.get(name)?.row.revision ?? null,
    documents: async (name) => [...(all.get(name)?.documents.values() ?? [])].flatMap(describe),
    chunks: async (name, ids) =>
      chunksOf(name).filter(({ chunk }) => ids.includes(chunk.document.documentId)),
    read: async (name, ids) =>
      chunksOf(name).flatMap(({ chunk }) => (ids.includes(chunk.id) ? [chunk] : [])),
    async replace(name, replaced) {
      const { row, documents } = change(name);
      for (const chunks of replaced) {
        const id = chunks[0]?.chunk.document.documentId ?? '';
        documents.set(id, { chunks, written: String(row.revision) });
      }
    },
    async remove(name, documentId) {
      change(name).documents.delete(documentId);
    },
  };
}

function describe({
  chunks,
  written,
}: {
  readonly chunks: readonly EmbeddedChunk[];
  readonly written: string;
}): readonly StoredDocument[] {
  const document = chunks[0]?.chunk.document;
  if (document === undefined) return [];
  const { documentId, sourceId, path, sha256, recipe } = document;
  return [{ documentId, sourceId, path, sha256, recipe, chunks: chunks.length, written }];
}
