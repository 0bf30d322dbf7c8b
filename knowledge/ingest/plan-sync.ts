import type { StoredDocument } from '../../pipeline-server/contracts/knowledge.ts';
import type { ListedFile } from './source.ts';

/** More than these are removed only when somebody says so: the number of documents, and their share of a source. */
const MOST_REMOVED = 50;
const MOST_SHARE = 0.3;

/** A file that is to be ingested. */
export interface PlannedFile {
  readonly file: ListedFile;
  /** What is stored of it; null for a new one. */
  readonly stored: StoredDocument | null;
}

/** What has to be done so that the store has what the source has. */
export interface SyncPlan {
  readonly added: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
  /** Files that were stored under another path; they stay the same documents. */
  readonly moved: readonly PlannedFile[];
  readonly unchanged: readonly ListedFile[];
  readonly removed: readonly StoredDocument[];
}

/** What a source has, and what of it could not be read. */
export interface SourceState {
  readonly files: readonly ListedFile[];
  /** Paths that are there, but cannot be read: what is stored of them stays. */
  readonly unread: ReadonlySet<string>;
}

/** Compares a source with what is stored of it. @param recipe what documents would be made by now */
export function planSync(
  { files, unread }: SourceState,
  stored: readonly StoredDocument[],
  recipe: string,
): SyncPlan {
  const byPath = new Map(stored.map((each) => [each.path, each]));
  const there = new Set(files.map(({ path }) => path));
  const gone = stored.filter(({ path }) => !there.has(path) && !unread.has(path));
  const known = files.flatMap((file) => {
    const before = byPath.get(file.path);
    return before === undefined ? [] : [{ file, stored: before }];
  });
  const unchanged = known.filter((each) => isSame(each.file, each.stored, recipe));
  const fresh = files.filter(({ path }) => !byPath.has(path));
  const moves = findMoves(fresh, gone);
  const kept = new Set(moves.values());
  return {
    added: fresh.filter((file) => !moves.has(file)).map((file) => ({ file, stored: null })),
    changed: known.filter((each) => !isSame(each.file, each.stored, recipe)),
    moved: [...moves].map(([file, from]) => ({ file, stored: from })),
    unchanged: unchanged.map(({ file }) => file),
    removed: gone.filter((each) => !kept.has(each)),
  };
}

function isSame(file: ListedFile, stored: StoredDocument, recipe: string): boolean {
  return file.sha256 === stored.sha256 && stored.recipe === recipe;
}

/** New files with the bytes of one that is gone, each taken once. */
function findMoves(
  fresh: readonly ListedFile[],
  gone: readonly StoredDocument[],
): ReadonlyMap<ListedFile, StoredDocument> {
  const byHash = new Map<string, StoredDocument[]>();
  for (const each of gone) byHash.set(each.sha256, [...(byHash.get(each.sha256) ?? []), each]);
  const moves = new Map<ListedFile, StoredDocument>();
  for (const file of fresh) {
    const from = byHash.get(file.sha256)?.shift();
    if (from !== undefined) moves.set(file, from);
  }
  return moves;
}

/** Why removals are held back, in a sentence; null when they may be done. */
export function whyNotRemove(
  { removed, unchanged, changed, moved, added }: SyncPlan,
  isPruning: boolean,
): string | null {
  if (removed.length === 0) return null;
  const left = unchanged.length + changed.length + moved.length;
  if (left + added.length === 0) {
    return 'The source is empty. An empty source removes nothing: it is more often a mistake than a wish.';
  }
  const before = left + removed.length;
  const isMuch = removed.length > MOST_REMOVED || removed.length > before * MOST_SHARE;
  if (isPruning || !isMuch) return null;
  return `${removed.length} of ${before} documents would be removed. Nothing was removed; if that is right, run it again with --prune.`;
}
