import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import { canonicalJson } from '../aws/canonical-json.ts';
import { writePrivateFile } from './private-file.ts';
import { sha256Of } from './sha256.ts';

/** Values kept by their content: `sha256/{first two digits}/{hash}.json`, each file the canonical JSON that it is named by. */
export interface EvidenceStore {
  /** Keeps a value; the same value is kept once. Returns `sha256:` and its hash. */
  keep(value: unknown): Promise<string>;
  /** The same for what is canonical JSON already. */
  keepText(json: string): Promise<string>;
  /**
   * The canonical JSON of a kept value, or null.
   * @throws when the file is no longer what was kept.
   */
  read(id: string): Promise<string | null>;
}

const ID = /^sha256:(?<hash>[0-9a-f]{64})$/;

/** Opens the store of a folder, which is made when something is kept. */
export function createEvidenceStore(folder: string, clock: Clock): EvidenceStore {
  const fileOf = (hash: string) => path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);

  async function keepText(json: string): Promise<string> {
    const id = sha256Of(json);
    const file = fileOf(id.slice('sha256:'.length));
    if (!(await renew(file, clock.now()))) await writePrivateFile(file, json);
    return id;
  }

  return {
    keepText,
    keep: (value) => keepText(canonicalJson(value)),
    async read(id) {
      const hash = ID.exec(id)?.groups?.['hash'];
      const json = hash === undefined ? null : await readText(fileOf(hash));
      if (json !== null && sha256Of(json) !== id) throw new Error(`${id} was changed.`);
      return json;
    },
  };
}

/** What is kept again counts as new for the retention. False when there is no such file. */
async function renew(file: string, now: Date): Promise<boolean> {
  try {
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** True for the error of a file that is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
