import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { UsageError } from './command.ts';

/**
 * The key of our server with all scopes. The server makes it when it starts, and nobody else does.
 * @throws UsageError when there is none yet.
 */
export async function readServerKey({
  auth,
  dataDir,
}: Pick<Config, 'auth' | 'dataDir'>): Promise<string> {
  if (auth.apiKey !== null) return auth.apiKey;
  const text = await readFile(path.join(dataDir, 'api-key'), 'utf8').catch(() => '');
  if (text.trim() !== '') return text.trim();
  throw new UsageError(
    `There is no key in ${path.resolve(dataDir)}: start the server first, set DATA_DIR to its directory, or PIPELINES_API_KEY to its key.`,
  );
}
