import { sha256Of } from '../ingest/file-hash.ts';
import type { FileContent, Listed, Source, SourceFacts } from '../ingest/source.ts';
import { isReadable } from '../parse/parse-document.ts';
import { tooLargeFile } from '../parse/read-zip.ts';
import { type OpenWebuiApi, OpenWebuiError } from './api.ts';
import { type KnowledgeBaseFile, listFiles } from './knowledge-bases.ts';

const PREFIX = 'open-webui:';
const MOST_BYTES = 20 * 2 ** 20;

/** The source of what was uploaded into a knowledge base of Open WebUI. */
export function uploadSourceOf(baseId: string): string {
  return `${PREFIX}${baseId}`;
}

/** Whether a source is what people uploaded. */
export function isUploadSource(sourceId: string): boolean {
  return sourceId.startsWith(PREFIX);
}

/** Hashes of files by id and time: Open WebUI hashes their texts, not their bytes, so each is read once to be known. */
export type KnownHashes = Map<string, string>;

/** What a source of uploads reads. */
interface UploadPlace {
  readonly api: OpenWebuiApi;
  readonly baseId: string;
  readonly known: KnownHashes;
}

/**
 * The files of a knowledge base of Open WebUI as a source. They declare nothing of themselves that people could gain a right by: their kind
 * stays `upload`, whatever their front matter says.
 */
export function createUploadSource(place: UploadPlace): Source {
  const byPath = new Map<string, KnowledgeBaseFile>();
  const facts: SourceFacts = {
    id: uploadSourceOf(place.baseId),
    kind: 'upload',
    dataClass: null,
    service: null,
    owner: null,
  };
  return {
    facts,
    async *list(signal) {
      byPath.clear();
      for (const file of await listFiles(place.api, place.baseId, signal)) {
        byPath.set(file.path, file);
        yield await describe(file, place, signal);
      }
    },
    async *read(paths, signal) {
      for (const path of paths) {
        const file = byPath.get(path);
        yield file === undefined
          ? { path, problem: 'It is gone from Open WebUI.' }
          : await content(file, place, signal);
      }
    },
  };
}

async function describe(
  file: KnowledgeBaseFile,
  place: UploadPlace,
  signal: AbortSignal,
): Promise<Listed> {
  const { path, updatedAt } = file;
  if (!isReadable(path)) return { path, leftOut: 'files that cannot be read' };
  const key = `${file.id} ${updatedAt}`;
  const known = place.known.get(key);
  if (known !== undefined) return { path, sha256: known, version: null, updatedAt };
  const found = await content(file, place, signal);
  if ('problem' in found) return found;
  const sha256 = sha256Of(found.bytes);
  place.known.set(key, sha256);
  return { path, sha256, version: null, updatedAt };
}

async function content(
  { id, path, bytes }: KnowledgeBaseFile,
  { api }: UploadPlace,
  signal: AbortSignal,
): Promise<FileContent> {
  if (bytes !== null && bytes > MOST_BYTES)
    return { path, problem: tooLargeFile(bytes, MOST_BYTES) };
  try {
    const pathname = `/api/v1/files/${encodeURIComponent(id)}/content`;
    return { path, bytes: await api.download(pathname, MOST_BYTES, signal) };
  } catch (error) {
    if (!(error instanceof OpenWebuiError) || error.status === 0) throw error;
    return { path, problem: error.message };
  }
}
