import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

/** The commit that a file is of. */
interface FileCommit {
  /** The first 12 digits of its id. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
}

/** What git knows of the files of a checkout. */
export interface GitFacts {
  /** The last commit that changed a file; null when its bytes are not those that were committed. */
  commitOf(path: string, bytes: Uint8Array): FileCommit | null;
}

const run = promisify(execFile);
/** A checkout is data: none of its settings may run a program. */
const SAFE = [
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'log.showSignature=false',
];
const BOUNDS = { timeout: 20_000, maxBuffer: 64 * 2 ** 20 };

/** Asks git about a checkout; null for a folder that is none, without git, and when git does not answer in time. */
export async function openGitFacts(root: string, signal: AbortSignal): Promise<GitFacts | null> {
  const git = async (...args: readonly string[]) => {
    const { stdout } = await run('git', ['-C', root, ...SAFE, ...args], { ...BOUNDS, signal });
    return stdout;
  };
  try {
    const blobs = readBlobs(await git('ls-tree', '-r', 'HEAD'));
    const commits = readCommits(
      await git(
        'log',
        '--no-renames',
        '--relative',
        '--name-only',
        '--format=%x00%H %ct',
        '--',
        '.',
      ),
    );
    return {
      commitOf(path, bytes) {
        const blob = blobs.get(path);
        if (blob === undefined || blob !== blobOf(bytes, blob.length)) return null;
        return commits.get(path) ?? null;
      },
    };
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** Lines of `<mode> <type> <id>\t<path>`. */
function readBlobs(listing: string): ReadonlyMap<string, string> {
  return new Map(
    listing.split('\n').map((line) => {
      const [facts = '', path = ''] = line.split('\t');
      return [path, facts.split(' ')[2] ?? ''];
    }),
  );
}

/** The newest commit comes first, so the first that names a file is its last. */
function readCommits(log: string): ReadonlyMap<string, FileCommit> {
  const commits = new Map<string, FileCommit>();
  for (const entry of log.split('\0').slice(1)) {
    const [head = '', ...paths] = entry.split('\n');
    const [id = '', seconds = ''] = head.split(' ');
    const commit = { version: id.slice(0, 12), committedAt: Number(seconds) * 1000 };
    for (const path of paths) if (path !== '' && !commits.has(path)) commits.set(path, commit);
  }
  return commits;
}

/** The id that git gives to bytes: SHA-1, or SHA-256 where the checkout has longer ids. */
function blobOf(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
