import { utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import { isMissing, writePrivateFile } from './private-file.ts';
import { sha256Of } from './sha256.ts';

/** Canonical JSON kept by its content: `sha256/{first two digits}/{hash}.json`. */
export interface EvidenceStore {
  /** Keeps a text, the same one once. Returns `sha256:` and its hash, which names the file. */
  keep(json: string): Promise<string>;
}

/** Opens the store of a folder, which is made when something is kept. */
export function createEvidenceStore(folder: string, clock: Clock): EvidenceStore {
  return {
    async keep(json) {
      const id = sha256Of(json);
      const hash = id.slice('sha256:'.length);
      const file = path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);
      if (!(await renew(file, clock.now()))) await writePrivateFile(file, json);
      return id;
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
