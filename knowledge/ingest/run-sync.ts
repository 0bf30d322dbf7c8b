import type {
  Embedder,
  KnowledgeStore,
  StoredDocument,
} from '../../pipeline-server/contracts/knowledge.ts';
import { EmbeddingError } from '../embed/embedding-error.ts';
import { QuarantineError } from '../gate/admit-document.ts';
import type { Gate } from '../gate/gate.ts';
import { DocumentError } from '../parse/document-error.ts';
import { createDocumentWriter } from '../store/document-writer.ts';
import type { CutFile } from './cut-document.ts';
import { sha256Of } from './file-hash.ts';
import { type Ingestion, ingestDocument } from './ingest-document.ts';
import { type PlannedFile, planSync, type SyncPlan, whyNotRemove } from './plan-sync.ts';
import { newDocumentId, recipeOf, sourceUriOf } from './prepare-document.ts';
import { runSeveral } from './run-several.ts';
import type { FileContent, ListedFile, Source } from './source.ts';
import type { FailedDocument, SyncProgress, SyncReport } from './sync-report.ts';

/** What sources are brought in with. */
export interface SyncPorts {
  readonly cut: CutFile;
  readonly gate: Gate;
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
}

/** How a source is brought in. */
export interface SyncOptions {
  readonly signal: AbortSignal;
  /** Reads and judges everything that is new, and writes nothing. */
  readonly isDryRun?: boolean;
  /** Removes documents however many are gone; never all of them. */
  readonly isPruning?: boolean;
  readonly accepted?: ReadonlySet<string>;
  readonly report?: (progress: SyncProgress) => void;
}

/** Files that are worked on at one time: their bytes, texts and vectors are what a run needs of memory. */
const AT_ONE_TIME = 4;

/**
 * Brings the store to what a source has: only what is new or changed is read, each document is there whole or not at all, and
 * what is gone is removed last. A run that was broken off goes on where it was, since the store is all that it remembers.
 * @throws DocumentError when the source cannot be listed; nothing is changed then.
 */
export async function runSync(
  source: Source,
  ports: SyncPorts,
  options: SyncOptions,
): Promise<SyncReport> {
  const { signal, isDryRun = false, isPruning = false, accepted = new Set() } = options;
  const { facts } = source;
  const listed = await listAll(source, signal);
  const stored = await storedOf(ports.store, facts.id, signal);
  const plan = planSync(listed, stored, recipeOf({ source: facts, gate: ports.gate }));
  const preparation = { ...ports, source: facts, accepted };
  const writer = createDocumentWriter(ports.store, signal);
  const ingestion = { ...ports, preparation, writer, isDryRun };
  const done = await ingestAll({ source, ingestion, plan, stored }, options);
  const kept = whyNotRemove(plan, isPruning);
  const removed = kept === null ? plan.removed : [];
  if (!isDryRun) {
    for (const { documentId } of removed) await ports.store.removeDocument(documentId, signal);
  }
  return {
    source: facts.id,
    isDryRun,
    ...writtenOf(plan, done),
    removed: removed.map(({ path }) => path),
    unchanged: plan.unchanged.length,
    failed: [...listed.failed, ...done.failed].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    leftOut: listed.leftOut,
    kept,
    chunks: done.chunks,
  };
}

/** What came of the files of a plan. */
interface Done {
  readonly failed: FailedDocument[];
  files: number;
  chunks: number;
}

interface Work {
  readonly source: Source;
  readonly ingestion: Ingestion;
  readonly plan: SyncPlan;
  readonly stored: readonly StoredDocument[];
}

async function ingestAll(work: Work, options: SyncOptions): Promise<Done> {
  const { source, plan, stored } = work;
  const { signal, report = () => undefined } = options;
  const planned = [...plan.added, ...plan.changed, ...plan.moved];
  const byPath = new Map(planned.map((each) => [each.file.path, each]));
  const taken = new Set(stored.map(({ documentId }) => documentId));
  const done: Done = { failed: [], files: 0, chunks: 0 };
  const contents = source.read(new Set(byPath.keys()), signal);
  const bringIn = async (content: FileContent) => {
    const file = byPath.get(content.path);
    if (file === undefined) return;
    const id =
      file.stored?.documentId ?? newDocumentId(sourceUriOf(source.facts, content.path), taken);
    taken.add(id);
    const outcome = await ingestOne({ file, content, id }, work.ingestion, signal);
    if (typeof outcome === 'number') done.chunks += outcome;
    else done.failed.push(outcome);
    done.files += 1;
    report({
      done: done.files,
      files: planned.length,
      chunks: done.chunks,
      failed: done.failed.length,
    });
  };
  try {
    await runSeveral(contents, AT_ONE_TIME, bringIn);
  } finally {
    await work.ingestion.writer.finish();
  }
  return done;
}

interface One {
  readonly file: PlannedFile;
  readonly content: FileContent;
  readonly id: string;
}

/** @returns number of chunks, or why there are none */
async function ingestOne(
  { file: { file, stored }, content, id }: One,
  ingestion: Ingestion,
  signal: AbortSignal,
): Promise<number | FailedDocument> {
  try {
    if ('problem' in content) throw new DocumentError(content.problem);
    const { bytes } = content;
    // It may have been written to since it was listed.
    const read = { ...file, sha256: sha256Of(bytes) };
    return await ingestDocument({ file: read, bytes, documentId: id }, ingestion, signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const isQuarantined = error instanceof QuarantineError;
    const after = await withdraw({ file, stored }, ingestion, signal);
    return { path: file.path, reason: `${error.message}${after}`, isQuarantined };
  }
}

/** Whether it is only this document that cannot be taken; anything else ends the run. */
function isRefusal(error: unknown): error is Error {
  if (error instanceof EmbeddingError) return error.code === 'refused';
  return error instanceof DocumentError || error instanceof QuarantineError;
}

/**
 * Where a document is refused whose bytes are those that are stored, what is asked of it has become stricter: it must not be
 * found any more. Where its bytes are new, its version before stays.
 */
async function withdraw(
  { file, stored }: PlannedFile,
  { store, isDryRun }: Ingestion,
  signal: AbortSignal,
): Promise<string> {
  if (stored === null) return '';
  if (stored.sha256 !== file.sha256) return ' Its version before is still found.';
  if (!isDryRun) await store.removeDocument(stored.documentId, signal);
  return ' It was accepted before, and is not found any more.';
}

function writtenOf(plan: SyncPlan, { failed }: Done) {
  const refused = new Set(failed.map(({ path }) => path));
  const written = (files: readonly PlannedFile[]) =>
    files.filter(({ file }) => !refused.has(file.path));
  return {
    added: written(plan.added).map(({ file }) => file.path),
    changed: written(plan.changed).map(({ file }) => file.path),
    moved: written(plan.moved).map(({ file, stored }) => ({
      from: stored?.path ?? '',
      to: file.path,
    })),
  };
}

async function listAll(source: Source, signal: AbortSignal) {
  const files: ListedFile[] = [];
  const failed: FailedDocument[] = [];
  const leftOut: Record<string, number> = {};
  for await (const each of source.list(signal)) {
    if ('problem' in each)
      failed.push({ path: each.path, reason: each.problem, isQuarantined: false });
    else if ('leftOut' in each) leftOut[each.leftOut] = (leftOut[each.leftOut] ?? 0) + 1;
    else files.push(each);
  }
  return { files, failed, leftOut, unread: new Set(failed.map(({ path }) => path)) };
}

async function storedOf(
  store: KnowledgeStore,
  sourceId: string,
  signal: AbortSignal,
): Promise<readonly StoredDocument[]> {
  const stored: StoredDocument[] = [];
  for await (const each of store.documents(sourceId, signal)) stored.push(each);
  return stored;
}
