import type {
  Chunk,
  CollectionFacts,
  DocumentFacts,
  EmbeddedChunk,
  EmbeddedDocument,
  StoredDocument,
} from '../contracts/knowledge.ts';
import type { CollectionRow, KnowledgeRows } from '../contracts/knowledge-rows.ts';
import type { StateDatabase } from './database.ts';

/** Rows of one statement, below SQLite's bound of parameters. */
const MOST_IN_ONE_STATEMENT = 500;

/** Collections of knowledge in the embedded store. */
export function createKnowledgeRows(database: StateDatabase): KnowledgeRows {
  return {
    collections: () => readCollections(database),
    create: (collection) => create(database, collection),
    async finish(name) {
      const change = database.updateTable('knowledge_collections').set({ is_whole: 1 });
      await change.where('name', '=', name).execute();
    },
    drop: (name) => database.transaction().execute((inside) => drop(inside, name)),
    revision: (name) => readRevision(database, name),
    documents: (name) => readDocuments(database, name),
    chunks: (name, ids) => inBatches(ids, (batch) => readChunks(database, name, batch)),
    read: (name, ids) => inBatches(ids, (batch) => readById(database, name, batch)),
    replace: (name, documents) =>
      database.transaction().execute((inside) => replaceAll(inside, name, documents)),
    remove: (name, documentId) =>
      database.transaction().execute(async (inside) => {
        await takeRevision(inside, name);
        await removeDocument(inside, name, documentId);
      }),
  };
}

async function readCollections(database: StateDatabase): Promise<readonly CollectionRow[]> {
  const rows = await database.selectFrom('knowledge_collections').selectAll().execute();
  return rows.map(({ is_whole, ...row }) => ({ ...row, isWhole: is_whole === 1 }));
}

async function create(
  database: StateDatabase,
  { isWhole, ...collection }: CollectionFacts,
): Promise<void> {
  await database
    .insertInto('knowledge_collections')
    .values({ ...collection, is_whole: Number(isWhole), revision: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function drop(inside: StateDatabase, name: string): Promise<void> {
  await inside.deleteFrom('knowledge_chunks').where('collection', '=', name).execute();
  await inside.deleteFrom('knowledge_documents').where('collection', '=', name).execute();
  await inside.deleteFrom('knowledge_collections').where('name', '=', name).execute();
}

async function readRevision(database: StateDatabase, name: string): Promise<number | null> {
  const row = await database
    .selectFrom('knowledge_collections')
    .select('revision')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.revision ?? null;
}

async function readDocuments(
  database: StateDatabase,
  name: string,
): Promise<readonly StoredDocument[]> {
  const rows = await database
    .selectFrom('knowledge_documents')
    .select(['document_id', 'source_id', 'path', 'sha256', 'recipe', 'chunks', 'revision'])
    .where('collection', '=', name)
    .orderBy('document_id')
    .execute();
  return rows.map(({ document_id, source_id, revision, ...row }) => ({
    ...row,
    documentId: document_id,
    sourceId: source_id,
    written: String(revision),
  }));
}

async function inBatches<Row>(
  ids: readonly string[],
  read: (batch: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < ids.length; start += MOST_IN_ONE_STATEMENT) {
    for (const row of await read(ids.slice(start, start + MOST_IN_ONE_STATEMENT))) rows.push(row);
  }
  return rows;
}

async function readChunks(
  database: StateDatabase,
  name: string,
  documentIds: readonly string[],
): Promise<readonly EmbeddedChunk[]> {
  const facts = await readFacts(database, name, documentIds);
  const rows = await database
    .selectFrom('knowledge_chunks')
    .select(['document_id', 'json', 'vector'])
    .where('collection', '=', name)
    .where('document_id', 'in', documentIds)
    .orderBy('document_id')
    .orderBy('position')
    .execute();
  return rows.flatMap((row) => {
    const document = facts.get(row.document_id);
    return document === undefined
      ? []
      : [{ chunk: chunkOf(row.json, document), vector: vectorOf(row.vector) }];
  });
}

async function readById(
  database: StateDatabase,
  name: string,
  ids: readonly string[],
): Promise<readonly Chunk[]> {
  const rows = await database
    .selectFrom('knowledge_chunks')
    .select(['document_id', 'json'])
    .where('collection', '=', name)
    .where('id', 'in', ids)
    .execute();
  const documentIds = [...new Set(rows.map((row) => row.document_id))];
  const facts = await readFacts(database, name, documentIds);
  return rows.flatMap((row) => {
    const document = facts.get(row.document_id);
    return document === undefined ? [] : [chunkOf(row.json, document)];
  });
}

async function readFacts(
  database: StateDatabase,
  name: string,
  documentIds: readonly string[],
): Promise<ReadonlyMap<string, DocumentFacts>> {
  const rows = await database
    .selectFrom('knowledge_documents')
    .select(['document_id', 'json'])
    .where('collection', '=', name)
    .where('document_id', 'in', documentIds)
    .execute();
  return new Map(rows.map((row) => [row.document_id, JSON.parse(row.json) as DocumentFacts]));
}

function chunkOf(json: string, document: DocumentFacts): Chunk {
  return { ...(JSON.parse(json) as Omit<Chunk, 'document'>), document };
}

/** A copy, since the bytes of a row may stand anywhere in a buffer. */
function vectorOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

async function replaceAll(
  inside: StateDatabase,
  name: string,
  documents: readonly EmbeddedDocument[],
): Promise<void> {
  const revision = await takeRevision(inside, name);
  for (const chunks of documents) await replace(inside, { name, revision }, chunks);
}

async function replace(
  inside: StateDatabase,
  { name, revision }: { readonly name: string; readonly revision: number },
  chunks: EmbeddedDocument,
): Promise<void> {
  const document = chunks[0]?.chunk.document;
  if (document === undefined) throw new TypeError('A document has one chunk at least.');
  await removeDocument(inside, name, document.documentId);
  await inside
    .insertInto('knowledge_documents')
    .values({
      collection: name,
      document_id: document.documentId,
      source_id: document.sourceId,
      path: document.path,
      sha256: document.sha256,
      recipe: document.recipe,
      chunks: chunks.length,
      revision,
      json: JSON.stringify(document),
    })
    .execute();
  // One by one: the statement is the same for all, and is kept.
  for (const chunk of chunks)
    await inside.insertInto('knowledge_chunks').values(rowOf(name, chunk)).execute();
}

function rowOf(collection: string, { chunk: { document, ...chunk }, vector }: EmbeddedChunk) {
  return {
    collection,
    document_id: document.documentId,
    position: chunk.position,
    id: chunk.id,
    json: JSON.stringify(chunk),
    vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
  };
}

/** The number of this change. */
async function takeRevision(inside: StateDatabase, name: string): Promise<number> {
  const row = await inside
    .updateTable('knowledge_collections')
    .set((that) => ({ revision: that('revision', '+', 1) }))
    .where('name', '=', name)
    .returning('revision')
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no collection ${name} any more.`);
  return row.revision;
}

async function removeDocument(
  inside: StateDatabase,
  name: string,
  documentId: string,
): Promise<void> {
  for (const table of ['knowledge_chunks', 'knowledge_documents'] as const) {
    await inside
      .deleteFrom(table)
      .where('collection', '=', name)
      .where('document_id', '=', documentId)
      .execute();
  }
}
