import type { Metadata, Where } from 'chromadb';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  type Chunk,
  type ChunkFilter,
  type EmbeddedChunk,
  KNOWLEDGE_KINDS,
} from '../../pipeline-server/contracts/knowledge.ts';
import { DATA_CLASSES, higherClass } from '../../pipeline-server/contracts/sovereignty.ts';

/** A chunk as Chroma keeps it. Values of the metadata are scalars, which every client and server of Chroma takes. */
export interface ChromaRecord {
  readonly id: string;
  readonly document: string;
  readonly metadata: Metadata;
  readonly embedding: number[];
}

const Text = Type.String();
const Count = Type.Integer();
const MaybeText = Type.Optional(Text);

/** The metadata of a chunk; `docs/knowledge.md` has the table. What is null is left out. */
const METADATA = Compile(
  Type.Object({
    chunk_id: Text,
    written: Text,
    doc_id: Text,
    kind: Type.Enum([...KNOWLEDGE_KINDS]),
    source_id: Text,
    source_uri: Text,
    path: Text,
    title: Text,
    sha256: Text,
    recipe: Text,
    version: MaybeText,
    updated_at: Count,
    owner: MaybeText,
    service: MaybeText,
    severity: MaybeText,
    tags_json: Text,
    governs_json: Text,
    document_class: Type.Enum([...DATA_CLASSES]),
    classification: Count,
    classification_label: Type.Enum([...DATA_CLASSES]),
    headings_json: Text,
    anchor: Text,
    line_start: Count,
    line_end: Count,
    ord: Count,
    n: Count,
  }),
);

/** @param written of this writing, so that two versions of a document never share a record. */
export function toRecord({ chunk, vector }: EmbeddedChunk, written: string): ChromaRecord {
  return {
    id: `${chunk.id}.${written}`,
    document: chunk.text,
    metadata: { ...documentMetadata(chunk), ...chunkMetadata(chunk), written },
    embedding: Array.from(vector),
  };
}

function documentMetadata({ document }: Chunk): Metadata {
  const { version, owner, service, severity } = document;
  return {
    doc_id: document.documentId,
    kind: document.kind,
    source_id: document.sourceId,
    source_uri: document.sourceUri,
    path: document.path,
    title: document.title,
    sha256: document.sha256,
    recipe: document.recipe,
    updated_at: document.updatedAt,
    ...withoutNulls({ version, owner, service, severity }),
    tags_json: JSON.stringify(document.tags),
    governs_json: JSON.stringify(document.governs),
    ...Object.fromEntries(document.governs.map((analyzer) => [governsKey(analyzer), true])),
    document_class: document.dataClass,
  };
}

function chunkMetadata(chunk: Chunk): Metadata {
  return {
    chunk_id: chunk.id,
    classification: DATA_CLASSES.indexOf(higherClass(chunk.dataClass, chunk.document.dataClass)),
    classification_label: chunk.dataClass,
    headings_json: JSON.stringify(chunk.headings),
    anchor: chunk.anchor,
    line_start: chunk.lineStart,
    line_end: chunk.lineEnd,
    ord: chunk.position,
    n: chunk.count,
  };
}

function withoutNulls(values: Readonly<Record<string, string | null>>): Metadata {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Conditions of Chroma look into scalars only, so each analyzer has a key of its own. */
function governsKey(analyzer: string): string {
  return `governs:${analyzer}`;
}

/** Null for a record that was not written here. */
export function toChunk(text: string | null, metadata: Metadata | null): Chunk | null {
  if (text === null || !METADATA.Check(metadata)) return null;
  return {
    id: metadata.chunk_id,
    document: {
      documentId: metadata.doc_id,
      kind: metadata.kind,
      sourceId: metadata.source_id,
      sourceUri: metadata.source_uri,
      path: metadata.path,
      title: metadata.title,
      sha256: metadata.sha256,
      recipe: metadata.recipe,
      version: metadata.version ?? null,
      updatedAt: metadata.updated_at,
      owner: metadata.owner ?? null,
      service: metadata.service ?? null,
      severity: metadata.severity ?? null,
      tags: JSON.parse(metadata.tags_json) as Record<string, string>,
      governs: JSON.parse(metadata.governs_json) as string[],
      dataClass: metadata.document_class,
    },
    headings: JSON.parse(metadata.headings_json) as string[],
    anchor: metadata.anchor,
    lineStart: metadata.line_start,
    lineEnd: metadata.line_end,
    position: metadata.ord,
    count: metadata.n,
    text,
    dataClass: metadata.classification_label,
  };
}

/** A filter as a condition of Chroma: undefined where it has none, null where nothing can be meant. */
export function whereOf(filter: ChunkFilter): Where | undefined | null {
  const lists = [
    ['source_id', filter.sourceIds],
    ['doc_id', filter.documentIds],
    ['kind', filter.kinds],
    ['service', filter.services],
  ] as const;
  if (lists.some(([, allowed]) => allowed?.length === 0)) return null;
  const { governs, maximumClass, uploadSourceIds: uploads } = filter;
  const conditions: Where[] = lists.flatMap(([key, allowed]) =>
    allowed === undefined ? [] : [{ [key]: { $in: [...allowed] } }],
  );
  if (uploads !== undefined) conditions.push(readable(uploads));
  if (governs !== undefined) conditions.push({ [governsKey(governs)]: true });
  if (maximumClass !== undefined)
    conditions.push({ classification: { $lte: DATA_CLASSES.indexOf(maximumClass) } });
  return conditions.length > 1 ? { $and: conditions } : conditions[0];
}

/** Everything that is no upload, and the uploads of some sources. Chroma takes no empty list. */
function readable(uploads: readonly string[]): Where {
  const others: Where = { kind: { $ne: 'upload' } };
  return uploads.length === 0 ? others : { $or: [others, { source_id: { $in: [...uploads] } }] };
}
