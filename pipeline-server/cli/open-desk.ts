import { composeDesk, openOpenWebui } from '../compose-desk.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../contracts/context.ts';
import type { KnowledgeDesk } from '../contracts/knowledge.ts';
import { createCorrections } from '../state/corrections.ts';
import type { StateDatabase } from '../state/database.ts';
import { openKnowledgeOf } from './open-knowledge.ts';

/** The desk of one command. */
interface OpenedDesk {
  readonly desk: KnowledgeDesk;
  close(): Promise<void>;
}

/** Opens the knowledge of DATA_DIR with the first question to it: most commands ask none. */
export function openCommandDesk(
  config: Config,
  clock: Clock,
  openStore: () => Promise<StateDatabase>,
): OpenedDesk {
  let opened: Promise<OpenedDesk> | null = null;
  const open = () => {
    opened ??= openStore().then((database) => openDesk(config, clock, database));
    return opened;
  };
  return {
    desk: { find: async (query, asker) => await (await open()).desk.find(query, asker) },
    close: async () => await (await opened)?.close(),
  };
}

function openDesk(config: Config, clock: Clock, database: StateDatabase): OpenedDesk {
  const knowledge = openKnowledgeOf(config, database);
  const openWebui = openOpenWebui(config);
  const corrections = createCorrections(database, () => undefined);
  const desk = composeDesk({ knowledge, corrections, clock }, openWebui);
  const close = async () => {
    await knowledge.close();
    await openWebui?.close();
  };
  return { desk, close };
}
