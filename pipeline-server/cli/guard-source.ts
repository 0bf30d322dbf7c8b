import { readFile } from 'node:fs/promises';

const FILE = 'compose/open-webui/functions/xops_guard.py';

/** The text of the guard function, which stands at the root of the package: two levels above the source, three above what is built. */
export async function readGuardSource(): Promise<string> {
  for (const up of ['../../', '../../../']) {
    const text = await readFile(new URL(`${up}${FILE}`, import.meta.url), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  throw new Error(`${FILE} is missing from this installation.`);
}
