import { basename, dirname } from 'node:path/posix';
import { type Static, Type } from 'typebox';
import { type OpenWebuiApi, OpenWebuiError } from './api.ts';
import { type KnowledgeBase, listKnowledgeBases } from './knowledge-bases.ts';

/** A file as it shall stand in Open WebUI. */
export interface PublishedFile {
  /** Within its source, `/` between folders. */
  readonly path: string;
  /** Hexadecimal, of the bytes: Open WebUI compares it. */
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
  read(): Promise<Uint8Array>;
}

/** What is published. */
export interface Publication {
  /** Of the source, so that its knowledge base is found again under any name. */
  readonly sourceId: string;
  readonly name: string;
  /** Whether every user may read it; else admins may, until somebody grants more in Open WebUI. */
  readonly isPublic: boolean;
  readonly files: readonly PublishedFile[];
  /** Whether files may be removed, however many. */
  readonly prune: boolean;
}

/** What became of it. */
export interface Published {
  readonly baseId: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Files that Open WebUI would not process, each with its reason. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

const Created = Type.Object({ id: Type.String() });
const Changed = Type.Object({ filename: Type.String(), path: Type.String() });
const Diff = Type.Object({
  added: Type.Array(Changed),
  modified: Type.Array(Type.Intersect([Changed, Type.Object({ stale_file_id: Type.String() })])),
  deleted: Type.Array(Type.Object({ file_id: Type.String(), filename: Type.String() })),
  mkdir: Type.Array(Type.String()),
  rmdir: Type.Array(Type.String()),
  unmodified_count: Type.Number(),
  directory_map: Type.Record(Type.String(), Type.String()),
});
const Status = Type.Object({
  status: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  error: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

type Differences = Static<typeof Diff>;

/** Removing more than this part of the files, and more than {@link ALWAYS_REMOVABLE}, is taken for a mistake. */
const MOST_REMOVED = 0.3;
const ALWAYS_REMOVABLE = 5;
const POLL_MS = 250;
/** Longest that one file may take in Open WebUI. */
const PATIENCE_MS = 120_000;

/**
 * Brings a knowledge base of Open WebUI in line with a source: uploads what is new or changed, removes what is gone, leaves the rest. Run again
 * after an interruption it goes on where it stopped (0.12, `POST /knowledge/{id}/sync/diff`).
 * @throws OpenWebuiError where it does not answer or refuses, and where more would be removed than a source loses at once.
 */
export async function publishFolder(
  publication: Publication,
  api: OpenWebuiApi,
  signal: AbortSignal,
): Promise<Published> {
  const baseId = await findOrCreate(publication, api, signal);
  const place = { api, baseId, signal };
  const differences = await differencesOf(publication, place);
  assertRemovable(publication, differences);
  const stale = differences.modified.map(({ stale_file_id: id }) => id);
  const gone = differences.deleted.map(({ file_id: id }) => id);
  const folders = await makeFolders(differences, place);
  // What is stale goes first: Open WebUI refuses a second file of the same text.
  await cleanUp(place, [...stale, ...gone], differences.rmdir);
  const failed = await uploadAll(publication, { ...place, differences, folders });
  return {
    baseId,
    added: differences.added.length,
    changed: differences.modified.length,
    removed: gone.length,
    unchanged: differences.unmodified_count,
    failed,
  };
}

const MARK = '[xops:';

/** Says in its description what it is made from; people may rename it, and describe it further. */
function markOf(sourceId: string): string {
  return `${MARK}${sourceId}]`;
}

/** Whether a knowledge base is made from a source of ours, which is known already. */
export function isPublished({ description }: Pick<KnowledgeBase, 'description'>): boolean {
  return description.includes(MARK);
}

interface Place {
  readonly api: OpenWebuiApi;
  readonly baseId: string;
  readonly signal: AbortSignal;
}

async function findOrCreate(
  { sourceId, name, isPublic }: Publication,
  api: OpenWebuiApi,
  signal: AbortSignal,
): Promise<string> {
  const mark = markOf(sourceId);
  const bases = await listKnowledgeBases(api, signal);
  const own = await api.read('/api/v1/auths/', Created, { signal });
  // Anybody may write the mark into a description, and would be given the files.
  const known = bases.find(
    ({ description, ownerId }) => ownerId === own.id && description.includes(mark),
  );
  if (known !== undefined) return known.id;
  const everybody = { principal_type: 'user', principal_id: '*', permission: 'read' };
  const body = {
    name,
    description: `Kept in line with its source by xOps: changes made here are overwritten. ${mark}`,
    access_grants: isPublic ? [everybody] : [],
  };
  return (await api.read('/api/v1/knowledge/create', Created, { method: 'POST', body, signal })).id;
}

async function differencesOf({ files }: Publication, { api, baseId, signal }: Place) {
  const manifest = files.map(({ path, sha256: checksum, size }) => ({
    filename: basename(path),
    path: folderOf(path),
    checksum,
    size,
  }));
  const pathname = `/api/v1/knowledge/${baseId}/sync/diff`;
  return await api.read(pathname, Diff, { method: 'POST', body: { manifest }, signal });
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}

function assertRemovable({ files, prune }: Publication, differences: Differences): void {
  const gone = differences.deleted.length;
  const before = differences.unmodified_count + differences.modified.length + gone;
  const isMuch = gone > ALWAYS_REMOVABLE && gone > before * MOST_REMOVED;
  if (prune || gone === 0 || (files.length > 0 && !isMuch)) return;
  throw new OpenWebuiError(
    409,
    `${gone} of ${before} files would be removed from Open WebUI. Where that is meant, run it with --prune.`,
  );
}

async function makeFolders(
  { mkdir, directory_map: known }: Differences,
  { api, baseId, signal }: Place,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map(Object.entries(known));
  // Parents come first in the answer.
  for (const path of mkdir) {
    const parent = folders.get(folderOf(path));
    const body = { name: basename(path), ...(parent === undefined ? {} : { parent_id: parent }) };
    const pathname = `/api/v1/knowledge/${baseId}/dirs/create`;
    folders.set(path, (await api.read(pathname, Created, { method: 'POST', body, signal })).id);
  }
  return folders;
}

async function cleanUp(
  { api, baseId, signal }: Place,
  fileIds: readonly string[],
  dirIds: readonly string[],
): Promise<void> {
  if (fileIds.length === 0 && dirIds.length === 0) return;
  const body = { file_ids: fileIds, dir_ids: dirIds };
  const pathname = `/api/v1/knowledge/${baseId}/sync/cleanup`;
  await api.read(pathname, Type.Unknown(), { method: 'POST', body, signal });
}

interface Upload extends Place {
  readonly differences: Differences;
  readonly folders: ReadonlyMap<string, string>;
}

async function uploadAll(
  { files }: Publication,
  upload: Upload,
): Promise<readonly { readonly path: string; readonly reason: string }[]> {
  const { added, modified } = upload.differences;
  const wanted = new Set(
    [...added, ...modified].map(({ filename, path }) => `${path}/${filename}`),
  );
  const failed: { path: string; reason: string }[] = [];
  for (const file of files) {
    if (!wanted.has(`${folderOf(file.path)}/${basename(file.path)}`)) continue;
    const reason = await uploadOne(file, upload);
    if (reason !== null) failed.push({ path: file.path, reason });
  }
  return failed;
}

/** The reason why it was not taken; null when it was. */
async function uploadOne(file: PublishedFile, upload: Upload): Promise<string | null> {
  const { api, baseId, folders, signal } = upload;
  const folder = folders.get(folderOf(file.path));
  const metadata = {
    knowledge_id: baseId,
    file_hash: file.sha256,
    ...(folder === undefined ? {} : { directory_id: folder }),
  };
  const body = new FormData();
  const bytes = new Uint8Array(await file.read());
  body.set('file', new Blob([bytes], { type: file.mediaType }), basename(file.path));
  body.set('metadata', JSON.stringify(metadata));
  const pathname = '/api/v1/files/?process=true&process_in_background=true';
  const { id } = await api.read(pathname, Created, { method: 'POST', body, signal });
  const reason = await processed(id, upload);
  // Else a file that belongs to no knowledge base is left behind with every attempt.
  if (reason !== null) await forget(id, upload);
  return reason;
}

async function forget(fileId: string, { api, signal }: Place): Promise<void> {
  const pathname = `/api/v1/files/${encodeURIComponent(fileId)}`;
  await api.read(pathname, Type.Unknown(), { method: 'DELETE', signal });
}

async function processed(fileId: string, { api, signal }: Place): Promise<string | null> {
  const pathname = `/api/v1/files/${encodeURIComponent(fileId)}/process/status`;
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const { status, error } = await api.read(pathname, Status, { signal });
    if (status === 'completed') return null;
    if (status === 'failed') return error ?? 'Open WebUI gives no reason.';
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
  }
  return `Open WebUI did not finish it within ${PATIENCE_MS / 1000} s.`;
}
