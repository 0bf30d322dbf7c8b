import { createHash } from 'node:crypto';
import type { Chunk, DocumentFacts } from '../../pipeline-server/contracts/knowledge.ts';
import { type DataClass, higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { CHUNKER, type Piece } from '../chunk/split-markdown.ts';
import { admitPieces } from '../gate/admit-document.ts';
import type { Gate } from '../gate/gate.ts';
import type { CutFile } from './cut-document.ts';
import type { DocumentSettings } from './document-settings.ts';
import type { ListedFile, SourceFacts } from './source.ts';

/** What documents are prepared with. */
export interface Preparation {
  readonly cut: CutFile;
  readonly gate: Gate;
  readonly source: SourceFacts;
  /** Paths of documents that a person has read and takes although they read like instructions to a model. */
  readonly accepted: ReadonlySet<string>;
}

/** A file with its bytes, and the id that its document has. */
export interface FileToPrepare {
  readonly file: ListedFile;
  readonly bytes: Uint8Array;
  readonly documentId: string;
}

/** What documents of a source are made by: another one makes them anew. */
export function recipeOf({ source, gate }: Pick<Preparation, 'source' | 'gate'>): string {
  const { kind, dataClass, service, owner } = source;
  const declared = [kind, dataClass, service, owner].map((each) => each ?? '-').join(' ');
  return `${CHUNKER} ${gate.version} ${declared}`;
}

/**
 * The chunks of a file, each with its class.
 * @throws DocumentError when it cannot be read; QuarantineError when somebody has to look at it first.
 */
export async function prepareDocument(
  { file, bytes, documentId }: FileToPrepare,
  preparation: Preparation,
): Promise<readonly Chunk[]> {
  const { settings, title, pieces } = await preparation.cut(file.path, bytes);
  const declared = declaredClass(settings, preparation.source);
  const isAccepted = preparation.accepted.has(file.path);
  const classes = admitPieces(pieces, { dataClass: declared, isAccepted }, preparation.gate);
  const facts = { documentId, title, dataClass: classes.reduce(higherClass) };
  return chunksOf({ ...factsOf(file, settings, preparation), ...facts }, pieces, classes);
}

/** The higher of the two: a document can raise the class of its source, but never lower it. */
function declaredClass({ dataClass }: DocumentSettings, source: SourceFacts): DataClass | null {
  if (dataClass === null || source.dataClass === null) return dataClass ?? source.dataClass;
  return higherClass(dataClass, source.dataClass);
}

function factsOf(
  file: ListedFile,
  settings: DocumentSettings,
  { source, gate }: Preparation,
): Omit<DocumentFacts, 'documentId' | 'title' | 'dataClass'> {
  return {
    // What is uploaded stays so, whatever it says of itself: who may read it hangs on that.
    kind: source.kind === 'upload' ? 'upload' : (settings.kind ?? source.kind),
    sourceId: source.id,
    sourceUri: sourceUriOf(source, file.path),
    path: file.path,
    sha256: file.sha256,
    recipe: recipeOf({ source, gate }),
    version: settings.version ?? file.version,
    updatedAt: settings.updatedAt ?? file.updatedAt,
    owner: settings.owner ?? source.owner,
    service: settings.service ?? source.service,
    severity: settings.severity,
    tags: settings.tags,
    governs: settings.governs,
  };
}

function chunksOf(
  document: DocumentFacts,
  pieces: readonly Piece[],
  classes: readonly DataClass[],
): readonly Chunk[] {
  return pieces.map(({ headings, anchor, lines, text }, position) => ({
    id: hashOf(`${document.documentId}\0${document.sha256}\0${position}`).slice(0, 32),
    document,
    headings,
    anchor,
    lineStart: lines.first,
    lineEnd: lines.last,
    position,
    count: pieces.length,
    text,
    dataClass: classes[position] ?? document.dataClass,
  }));
}

/** Id of a new document. @param taken ids that others of the source have: one that was moved away keeps its own */
export function newDocumentId(uri: string, taken: ReadonlySet<string>): string {
  let id = hashOf(uri).slice(0, 16);
  while (taken.has(id)) id = hashOf(`${uri}\0${id}`).slice(0, 16);
  return id;
}

/** Where a document is, without saying where that machine keeps it. */
export function sourceUriOf({ id }: SourceFacts, file: string): string {
  return `${id}/${file}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
