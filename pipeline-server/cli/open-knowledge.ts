import path from 'node:path';
import { type KnowledgeServices, openKnowledge } from '../compose-knowledge.ts';
import type { Config } from '../config.ts';
import { openInspector } from '../open-inspector.ts';
import { openDatabase, type StateDatabase } from '../state/database.ts';
import { createKnowledgeRows } from '../state/knowledge-rows.ts';

/** The knowledge of DATA_DIR for one command; a server may run on it at the same time. */
export async function withKnowledge<T>(
  config: Config,
  use: (services: KnowledgeServices) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(path.join(config.dataDir, 'xops.db'));
  const services = openKnowledgeOf(config, database);
  try {
    return await use(services);
  } finally {
    await services.close();
    await database.destroy();
  }
}

/** The knowledge in a database that a command has opened. */
export function openKnowledgeOf(config: Config, database: StateDatabase): KnowledgeServices {
  return openKnowledge({
    config,
    rows: createKnowledgeRows(database),
    inspector: openInspector(config.sovereignty.detector),
  });
}
