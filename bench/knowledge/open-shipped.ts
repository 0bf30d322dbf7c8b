import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedChunks } from '../../knowledge/embed/embed-chunks.ts';
import { createHashEmbedder } from '../../knowledge/embed/hash-embedder.ts';
import type { Gate } from '../../knowledge/gate/gate.ts';
import { prepareDocument } from '../../knowledge/ingest/prepare-document.ts';
import { openParser } from '../../knowledge/parse/parse-document.ts';
import { createEmbeddedCollections } from '../../knowledge/store/embedded-collections.ts';
import type { Chunk, Embedder, KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { openDatabase } from '../../pipeline-server/state/database.ts';
import { createKnowledgeRows } from '../../pipeline-server/state/knowledge-rows.ts';

/** The store of a fresh machine, and the embedder that needs no model. */
export interface ShippedKnowledge {
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
}

/** Shipped documents have the class that they declare. */
const DECLARED_ONLY: Gate = {
  version: 'declared',
  inspect: () => ({ class: 'PUBLIC', findings: [] }),
  isSecret: () => false,
  findInjection: () => null,
};

/** The shipped SOPs and incident notes, cut and kept as the product does it, in memory. @param root the folder `knowledge/` */
export async function openShipped(root: URL): Promise<ShippedKnowledge> {
  return await open([
    { folder: new URL('sops/', root), kind: 'sop', prefix: 'sops/' },
    { folder: new URL('incidents/', root), kind: 'incident', prefix: 'incidents/' },
  ]);
}

/** The Markdown documents of a folder and those below it, likewise; their paths start in the folder. */
export async function openFolder(folder: URL, kind: FolderKind): Promise<ShippedKnowledge> {
  return await open([{ folder, kind, prefix: '' }]);
}

type FolderKind = 'sop' | 'incident' | 'runbook';

interface Folder {
  readonly folder: URL;
  readonly kind: FolderKind;
  readonly prefix: string;
}

async function open(folders: readonly Folder[]): Promise<ShippedKnowledge> {
  const { signal } = new AbortController();
  const embedder = createHashEmbedder();
  const database = await openDatabase(':memory:');
  const collections = createEmbeddedCollections(createKnowledgeRows(database));
  const store = await collections.open(embedder, signal);
  for (const folder of folders) {
    for (const chunks of await chunksOf(folder))
      await store.replaceDocuments([await embedChunks(chunks, embedder, signal)], signal);
  }
  return { embedder, store };
}

async function chunksOf({ folder, kind, prefix }: Folder): Promise<readonly (readonly Chunk[])[]> {
  const parse = await openParser();
  const source = { id: 'shipped', kind, dataClass: null, service: null, owner: null };
  const preparation = { parse, gate: DECLARED_ONLY, source, accepted: new Set<string>() };
  const names = await readdir(folder, { recursive: true });
  return await Promise.all(
    names
      .filter((name) => name.endsWith('.md'))
      .map(async (name) => {
        const bytes = await readFile(path.join(fileURLToPath(folder), name));
        const sha256 = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
        const file = { path: `${prefix}${name}`, sha256, version: null, updatedAt: 0 };
        return await prepareDocument({ file, bytes, documentId: `${kind}-${name}` }, preparation);
      }),
  );
}
