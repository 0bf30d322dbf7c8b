import { createHash } from 'node:crypto';
import type {
  Chunk,
  DocumentFacts,
  EmbeddedChunk,
  Embedder,
} from '../../pipeline-server/contracts/knowledge.ts';
import { embedChunks } from '../embed/embed-chunks.ts';

/** A document of sections, as the tests write it. */
export interface SampleDocument extends Partial<DocumentFacts> {
  readonly path: string;
  /** Text by heading. */
  readonly sections: Readonly<Record<string, string>>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Chunks of a document: one by section. */
function chunksOf({ sections, ...facts }: SampleDocument): readonly Chunk[] {
  const document: DocumentFacts = {
    documentId: sha256(facts.path).slice(0, 16),
    kind: 'sop',
    sourceId: 'folder:sops',
    sourceUri: `folder:sops/${facts.path}`,
    title: facts.path,
    sha256: `sha256:${sha256(JSON.stringify(sections))}`,
    recipe: 'section@1',
    version: '1.0.0',
    updatedAt: Date.parse('2026-11-01'),
    owner: null,
    service: null,
    severity: null,
    tags: {},
    governs: [],
    dataClass: 'INTERNAL',
    ...facts,
  };
  const entries = Object.entries(sections);
  return entries.map(([heading, text], position) => ({
    id: sha256(`${document.documentId} ${document.sha256} ${position}`).slice(0, 32),
    document,
    headings: [document.title, heading],
    anchor: heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    lineStart: position * 10 + 1,
    lineEnd: position * 10 + 9,
    position,
    count: entries.length,
    text,
    dataClass: document.dataClass,
  }));
}

/** The same with vectors. */
export function embedded(
  document: SampleDocument,
  embedder: Embedder,
): Promise<readonly EmbeddedChunk[]> {
  return embedChunks(chunksOf(document), embedder, new AbortController().signal);
}
