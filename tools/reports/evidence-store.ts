import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { KeptEvidence } from '../../pipeline-server/contracts/reports.ts';
import { isMissing, writePrivateFile } from './private-file.ts';
import { sha256Of } from './sha256.ts';

/** Canonical JSON kept by its content: `sha256/{first two digits}/{hash}.json`. */
export interface EvidenceStore {
  /** Keeps a text, the same one once. Returns `sha256:` and its hash, which names the file. */
  keep(json: string): Promise<string>;
  /** What is kept under `sha256:` and a hash, or the bare hash; null when there is nothing. */
  read(id: string): Promise<KeptEvidence | null>;
}

/** Opens the store of a folder, which is made when something is kept. */
export function createEvidenceStore(folder: string, clock: Clock): EvidenceStore {
  return {
    async keep(json) {
      const id = sha256Of(json);
      const file = fileOf(folder, id.slice('sha256:'.length));
      if (!(await renew(file, clock.now()))) await writePrivateFile(file, json);
      return id;
    },
    async read(id) {
      const hash = id.replace(/^sha256:/, '').toLowerCase();
      if (!/^[0-9a-f]{64}$/.test(hash)) return null;
      try {
        const json = await readFile(fileOf(folder, hash), 'utf8');
        return { json, intact: sha256Of(json) === `sha256:${hash}` };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
  };
}

function fileOf(folder: string, hash: string): string {
  return path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);
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
