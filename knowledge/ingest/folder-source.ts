import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DocumentError } from '../parse/document-error.ts';
import { isReadable } from '../parse/parse-document.ts';
import { tooLargeFile } from '../parse/read-zip.ts';
import { sha256Of } from './file-hash.ts';
import { type GitFacts, openGitFacts } from './git-facts.ts';
import { mapInOrder } from './map-in-order.ts';
import type { Listed, Source, SourceFacts } from './source.ts';

/** Which files of a folder. */
export interface FolderOptions {
  readonly facts: SourceFacts;
  /** An absolute path. */
  readonly root: string;
  /** Bytes that a file may have. */
  readonly mostBytes?: number;
  /** False where its history is not asked for; git is asked when left out. */
  readonly hasHistory?: boolean;
  /** Whether a path within the folder is meant; all are when left out. */
  readonly isMeant?: (path: string) => boolean;
}

const MOST_BYTES = 20 * 2 ** 20;
/** Files that are read at one time to list them: as many as Node has threads for files. */
const AT_ONE_TIME = 4;

/**
 * The documents of a folder or a git checkout. Names that begin with a dot are passed over, and so are links that lead out of the
 * folder and links to folders, which may lead round in a circle.
 */
export function createFolderSource(options: FolderOptions): Source {
  const { facts, root, mostBytes = MOST_BYTES } = options;
  return {
    facts,
    async *list(signal) {
      const git = options.hasHistory === false ? null : await openGitFacts(root, signal);
      yield* mapInOrder(walk(options, ''), AT_ONE_TIME, async (found) => {
        signal.throwIfAborted();
        return 'name' in found ? await describe(found, { root, mostBytes, git }) : found;
      });
    },
    async *read(paths, signal) {
      for (const each of paths) {
        signal.throwIfAborted();
        yield await readBounded(each, { root, mostBytes });
      }
    },
  };
}

interface Place {
  readonly root: string;
  readonly mostBytes: number;
}

/** Folders first come in the order of their names, so that every run sees the same. */
async function* walk(
  options: FolderOptions,
  folder: string,
): AsyncGenerator<Listed | { readonly name: string }> {
  const { root, isMeant = () => true } = options;
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(
    (error: unknown) => explain(error, folder),
  );
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || !isMeant(name)) continue;
    if (entry.isDirectory()) yield* walk(options, name);
    else if (!isReadable(name)) yield { path: name, leftOut: endingOf(name) };
    else if (entry.isFile()) yield { name };
    else yield await followLink(root, name);
  }
}

/** @throws {@link DocumentError}: what cannot be listed must not look as if it were deleted. */
function explain(error: unknown, folder: string): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const which = folder === '' ? 'The folder' : `The folder ${folder}`;
  throw new DocumentError(
    `${which} cannot be listed (${code}). Nothing of this source was changed.`,
  );
}

async function followLink(root: string, name: string): Promise<Listed | { readonly name: string }> {
  const outside = { path: name, leftOut: 'links out of the folder, to folders or to nothing' };
  try {
    const [real, target] = await Promise.all([realpath(root), realpath(path.join(root, name))]);
    const isInside = target.startsWith(`${real}${path.sep}`);
    return isInside && (await stat(target)).isFile() ? { name } : outside;
  } catch {
    return outside;
  }
}

function endingOf(name: string): string {
  const ending = path.extname(name).toLowerCase();
  return ending === '' ? 'files without an ending' : `${ending} files`;
}

async function describe(
  { name }: { readonly name: string },
  place: Place & { readonly git: GitFacts | null },
): Promise<Listed> {
  const content = await readBounded(name, place);
  if ('problem' in content) return content;
  const { bytes, changedAt } = content;
  const commit = place.git?.commitOf(name, bytes) ?? null;
  return {
    path: name,
    sha256: sha256Of(bytes),
    version: commit?.version ?? null,
    updatedAt: commit?.committedAt ?? changedAt,
  };
}

type BoundedContent =
  | { readonly path: string; readonly bytes: Uint8Array; readonly changedAt: number }
  | { readonly path: string; readonly problem: string };

async function readBounded(name: string, { root, mostBytes }: Place): Promise<BoundedContent> {
  const file = path.join(root, name);
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > mostBytes) return { path: name, problem: tooLargeFile(size, mostBytes) };
    return { path: name, bytes: await readFile(file), changedAt: Math.trunc(mtimeMs) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { path: name, problem: `It cannot be read (${code}).` };
  }
}
