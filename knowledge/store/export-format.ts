import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  type EmbeddedChunk,
  type EmbedderShape,
  KNOWLEDGE_KINDS,
} from '../../pipeline-server/contracts/knowledge.ts';
import { DATA_CLASSES } from '../../pipeline-server/contracts/sovereignty.ts';

const Text = Type.String();
const MaybeText = Type.Union([Type.Null(), Text]);
const Count = Type.Integer({ minimum: 0 });

const HEADER = Compile(
  Type.Object({
    format: Type.Literal('xops-knowledge'),
    version: Type.Literal(1),
    embedder: Text,
    dimensions: Type.Integer({ minimum: 1 }),
  }),
);

const DOCUMENT = Type.Object({
  documentId: Type.String({ minLength: 1 }),
  kind: Type.Enum([...KNOWLEDGE_KINDS]),
  sourceId: Text,
  sourceUri: Text,
  path: Text,
  title: Text,
  sha256: Text,
  recipe: Text,
  version: MaybeText,
  updatedAt: Type.Integer(),
  owner: MaybeText,
  service: MaybeText,
  severity: MaybeText,
  tags: Type.Record(Text, Text),
  governs: Type.Array(Text),
  dataClass: Type.Enum([...DATA_CLASSES]),
});

const CHUNK = Type.Object({
  id: Type.String({ minLength: 1 }),
  headings: Type.Array(Text),
  anchor: Text,
  lineStart: Count,
  lineEnd: Count,
  position: Count,
  count: Count,
  text: Text,
  dataClass: Type.Enum([...DATA_CLASSES]),
  /** Single precision, little-endian, as base64. */
  vector: Text,
});

const LINE = Compile(
  Type.Object({ document: DOCUMENT, chunks: Type.Array(CHUNK, { minItems: 1 }) }),
);

/** The first line of an export. */
export function headerLine({ id, dimensions }: EmbedderShape): string {
  return JSON.stringify({ format: 'xops-knowledge', version: 1, embedder: id, dimensions });
}

/** @throws SyntaxError when it is not the first line of an export. */
export function readHeader(line: string): EmbedderShape {
  const header = parse(line, 1);
  if (!HEADER.Check(header)) throw new SyntaxError('Line 1 is not that of an export of knowledge.');
  return { id: header.embedder, dimensions: header.dimensions };
}

/** A document as one line. */
export function documentLine(chunks: readonly EmbeddedChunk[]): string {
  return JSON.stringify({
    document: chunks[0]?.chunk.document,
    chunks: chunks.map(({ chunk: { document: _document, ...chunk }, vector }) => ({
      ...chunk,
      vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'),
    })),
  });
}

/** @throws SyntaxError that names the line, when it is not a document. */
export function readDocument(line: string, number: number): readonly EmbeddedChunk[] {
  const value = parse(line, number);
  if (!LINE.Check(value)) throw new SyntaxError(`Line ${number} is not a document.`);
  const { document } = value;
  return value.chunks.map(({ vector, ...chunk }) => ({
    chunk: { ...chunk, document },
    vector: toVector(vector, number),
  }));
}

function toVector(base64: string, number: number): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  if (bytes.length % 4 !== 0) throw new SyntaxError(`Line ${number} has a vector that was cut.`);
  return new Float32Array(bytes.buffer);
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new SyntaxError(`Line ${number} is not JSON: the file was cut, or is no export.`);
  }
}
