import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A key of the server's own and where it is kept. */
export interface KeyFile {
  readonly key: string;
  readonly file: string;
  /** True when the key was made just now. */
  readonly created: boolean;
}

/** The keys that the server makes for itself: the one with all scopes, and those that links, audit records and kept files are keyed with; and those of an Open WebUI that it runs. */
type KeyName =
  | 'api-key'
  | 'link-key'
  | 'audit-key'
  | 'pseudonym-key'
  | 'artifact-key'
  | 'user-key'
  | 'webui-session-key'
  | 'webui-password';

/**
 * Reads a key of the data directory, or makes a random one (256 bits) when there is none. The file can be read
 * by its owner only. Two servers starting at once on one directory end up with the same key.
 * @throws when the directory cannot be written or the file is empty.
 */
export async function readOrCreateKey(
  dataDir: string,
  name: KeyName = 'api-key',
): Promise<KeyFile> {
  const file = path.join(dataDir, name);
  const existing = await readKey(file);
  if (existing !== null) return { key: existing, file, created: false };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const created = await createKey(file);
  const key = (await readKey(file)) ?? '';
  return { key, file, created };
}

async function readKey(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  if (text.trim() === '') throw new Error(`${file} is empty: delete it, and a new key is made.`);
  await chmod(file, 0o600);
  return text.trim();
}

/** A hard link puts the complete file in place or fails, so no reader ever sees half a key. */
async function createKey(file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const key = `xops_${randomBytes(32).toString('base64url')}`;
  await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
