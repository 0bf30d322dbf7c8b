import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedChunks } from '../../knowledge/embed/embed-chunks.ts';
import { createHashEmbedder } from '../../knowledge/embed/hash-embedder.ts';
import type { Gate } from '../../knowledge/gate/gate.ts';
import { openCutter } from '../../knowledge/ingest/cut-document.ts';
import { prepareDocument } from '../../knowledge/ingest/prepare-document.ts';
import { createEmbeddedCollections } from '../../knowledge/store/embedded-collections.ts';
import type {
  Chunk,
  DocumentFacts,
  Embedder,
  KnowledgeStore,
} from '../../pipeline-server/contracts/knowledge.ts';
import { openDatabase } from '../../pipeline-server/state/database.ts';
import { createKnowledgeRows } from '../../pipeline-server/state/knowledge-rows.ts';

/** The store of a fresh machine, and the embedder that its vectors are of. */
export interface ShippedKnowledge {
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
}

/** A document as it stands in its file, and what the product makes of it. */
export interface ReadDocument {
  readonly facts: DocumentFacts;
  readonly text: string;
  readonly chunks: readonly Chunk[];
}

/** Shipped documents have the class that they declare. */
const DECLARED_ONLY: Gate = {
  version: 'declared',
  inspect: () => ({ class: 'PUBLIC', findings: [] }),
  isSecret: () => false,
  findInjection: () => null,
};

/** The shipped SOPs and incident notes, cut as the product does it. @param root the folder `knowledge/` */
export async function readShipped(root: URL): Promise<readonly ReadDocument[]> {
  return [
    ...(await readFolder({ folder: new URL('sops/', root), kind: 'sop', prefix: 'sops/' })),
    ...(await readFolder({
      folder: new URL('incidents/', root),
      kind: 'incident',
      prefix: 'incidents/',
    })),
  ];
}

/** The Markdown documents of a folder and those below it, likewise; their paths start in the folder. */
export async function readRunbooks(folder: URL): Promise<readonly ReadDocument[]> {
  return await readFolder({ folder, kind: 'runbook', prefix: '' });
}

/** Those of {@link readShipped} with vectors of hashed words, kept in memory. */
export async function openShipped(root: URL): Promise<ShippedKnowledge> {
  return await openDocuments(await readShipped(root), createHashEmbedder());
}

/** Documents with the vectors of an embedder, kept in memory. */
export async function openDocuments(
  documents: readonly ReadDocument[],
  embedder: Embedder,
): Promise<ShippedKnowledge> {
  const { signal } = new AbortController();
  const database = await openDatabase(':memory:');
  const collections = createEmbeddedCollections(createKnowledgeRows(database));
  const store = await collections.open(embedder, signal);
  for (const { chunks } of documents)
    await store.replaceDocuments([await embedChunks(chunks, embedder, signal)], signal);
  return { embedder, store };
}

type FolderKind = 'sop' | 'incident' | 'runbook';

interface Folder {
  readonly folder: URL;
  readonly kind: FolderKind;
  readonly prefix: string;
}

async function readFolder({ folder, kind, prefix }: Folder): Promise<readonly ReadDocument[]> {
  const cut = await openCutter();
  const source = { id: 'shipped', kind, dataClass: null, service: null, owner: null };
  const preparation = { cut, gate: DECLARED_ONLY, source, accepted: new Set<string>() };
  const names = await readdir(folder, { recursive: true });
  const documents = await Promise.all(
    names
      .filter((name) => name.endsWith('.md'))
      .map(async (name) => {
        const bytes = await readFile(path.join(fileURLToPath(folder), name));
        const sha256 = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
        const file = { path: `${prefix}${name}`, sha256, version: null, updatedAt: 0 };
        const wanted = { file, bytes, documentId: `${kind}-${name}` };
        const chunks = await prepareDocument(wanted, preparation);
        return chunks.slice(0, 1).map(({ document: facts }) => {
          return { facts, text: bytes.toString('utf8'), chunks };
        });
      }),
  );
  return documents.flat();
}
