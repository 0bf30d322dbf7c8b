import type { KnowledgeStore } from '../../pipeline-server/contracts/knowledge.ts';
import { runSync, type SyncPorts } from '../ingest/run-sync.ts';
import type { SyncReport } from '../ingest/sync-report.ts';
import type { OpenWebuiApi } from './api.ts';
import { type KnowledgeBase, listKnowledgeBases } from './knowledge-bases.ts';
import { isPublished } from './publish-folder.ts';
import {
  createUploadSource,
  isUploadSource,
  type KnownHashes,
  uploadSourceOf,
} from './upload-source.ts';

/** What was brought in from Open WebUI. */
interface Collected {
  readonly reports: readonly SyncReport[];
  /** Documents of knowledge bases that are gone. */
  readonly removed: number;
}

/** Brings in what people uploaded into Open WebUI, and forgets what they removed there. */
export interface UploadCollector {
  /** @throws OpenWebuiError where it does not answer; what was known stays then. */
  collect(ports: SyncPorts, signal: AbortSignal): Promise<Collected>;
}

/** Makes the collector. It remembers between its runs which files it has read. */
export function createUploadCollector(api: OpenWebuiApi): UploadCollector {
  const known: KnownHashes = new Map();
  return {
    async collect(ports, signal) {
      const bases = (await listKnowledgeBases(api, signal)).filter((base) => !isPublished(base));
      const removed = await forgetOthers(ports.store, bases, signal);
      const reports: SyncReport[] = [];
      for (const { id: baseId } of bases) {
        const source = createUploadSource({ api, baseId, known });
        reports.push(await syncUploads(source, ports, signal));
      }
      return { reports, removed };
    },
  };
}

/** People remove single files, and all of them: it is their wish, and never a folder that is not mounted. */
async function syncUploads(
  source: ReturnType<typeof createUploadSource>,
  ports: SyncPorts,
  signal: AbortSignal,
): Promise<SyncReport> {
  const report = await runSync(source, ports, { signal, isPruning: true });
  if (report.kept === null) return report;
  const ids = await documentsOf(ports.store, signal, (id) => id === source.facts.id);
  for (const id of ids) await ports.store.removeDocument(id, signal);
  return { ...report, kept: null };
}

async function forgetOthers(
  store: KnowledgeStore,
  bases: readonly KnowledgeBase[],
  signal: AbortSignal,
): Promise<number> {
  const sources = new Set(bases.map(({ id }) => uploadSourceOf(id)));
  const gone = await documentsOf(store, signal, (id) => isUploadSource(id) && !sources.has(id));
  for (const id of gone) await store.removeDocument(id, signal);
  return gone.length;
}

async function documentsOf(
  store: KnowledgeStore,
  signal: AbortSignal,
  isMeant: (sourceId: string) => boolean,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { documentId, sourceId } of store.documents(null, signal)) {
    if (isMeant(sourceId)) ids.push(documentId);
  }
  return ids;
}
