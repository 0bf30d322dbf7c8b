import { searchableText } from '../knowledge/embed/chunk-text.ts';
import type { KnowledgeServices } from './compose-knowledge.ts';
import type { Chunk } from './contracts/knowledge.ts';
import { DATA_CLASSES } from './contracts/sovereignty.ts';
import type { DocumentDoor, LoadedPiece } from './routes/loader.ts';

/** Documents that Open WebUI hands over while it takes an upload: they are stored there, and never here. */
const SOURCE = {
  id: 'open-webui:loader',
  kind: 'upload',
  dataClass: null,
  service: null,
  owner: null,
} as const;

/** Reads documents as they are read for the knowledge, with the same gate before them. */
export function openLoader(knowledge: Pick<KnowledgeServices, 'ingestion'>): DocumentDoor {
  return {
    async read(name, bytes) {
      const [{ prepareDocument }, { sha256Of }, { refusalOf }] = await Promise.all([
        import('../knowledge/ingest/prepare-document.ts'),
        import('../knowledge/ingest/file-hash.ts'),
        import('../knowledge/gate/refusal.ts'),
      ]);
      const { cut, gate } = await knowledge.ingestion();
      const file = { path: name, sha256: sha256Of(bytes), version: null, updatedAt: Date.now() };
      const preparation = { cut, gate, source: SOURCE, accepted: new Set<string>() };
      try {
        const chunks = await prepareDocument({ file, bytes, documentId: name }, preparation);
        return chunks.map(pieceOf);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        return { refusal };
      }
    },
  };
}

function pieceOf(chunk: Chunk): LoadedPiece {
  const { headings, anchor, lineStart, lineEnd, dataClass } = chunk;
  return {
    page_content: searchableText(chunk),
    metadata: {
      heading: headings.join(' > '),
      anchor,
      line_start: lineStart,
      line_end: lineEnd,
      classification: DATA_CLASSES.indexOf(dataClass),
      classification_label: dataClass,
    },
  };
}
