import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openReports } from '../compose-evidence.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../contracts/context.ts';
import type { ChatStore } from '../contracts/state.ts';
import { createUnderstanding } from '../flows/xops/understand/understand.ts';
import { openAnalyzers } from '../open-analyzers.ts';
import { openDatabase, type StateDatabase } from '../state/database.ts';
import { createLazySpendLedger, createSpendLedger } from '../state/spend-ledger.ts';
import { createLog } from '../telemetry/log.ts';
import type { Analysis } from './command.ts';
import { openCommandDesk } from './open-desk.ts';

const CLOCK: Clock = { now: () => new Date() };

/**
 * Opens the AWS source of the settings for one command. Of the server's state three parts are touched: the
 * evidence folder, the sums of what was spent on a day, and the knowledge.
 */
export async function openAnalysis(config: Config): Promise<Analysis> {
  const log = createLog(logLevel(config), process.stderr);
  const store = lazyDatabase(config);
  const ledger = createLazySpendLedger(async () => createSpendLedger(await store.open()));
  const evidence = openReports({ config, clock: CLOCK, log }, async ({ file }) => {
    return { url: pathToFileURL(file).href, expires: null };
  });
  const { reports } = evidence;
  const answers = config.evidence.keepAnswers ? evidence.answers : undefined;
  const services = { clock: CLOCK, log, ledger, answers, thresholds: config.analyzers };
  const opened = await openAnalyzers(config.aws, services);
  const understand = createUnderstanding(opened.analyzers.list());
  const chats = createConversations();
  const desk = openCommandDesk(config, CLOCK, () => store.open());
  const close = async () => {
    await desk.close();
    await opened.close();
    await evidence.answers.settle();
    await store.close();
  };
  const { askAboveUsd } = config.aws.limits;
  const knowing = { understand, knowledge: desk.desk };
  const shared = { ...knowing, chats, reports, clock: CLOCK, log, close };
  return { ...opened, ...shared, askAboveUsd };
}

/** The server's store, opened with the first paid request: most commands make none. */
function lazyDatabase({ dataDir }: Config) {
  let opened: Promise<StateDatabase> | null = null;
  return {
    open(): Promise<StateDatabase> {
      opened ??= openDatabase(path.join(dataDir, 'xops.db'));
      return opened;
    },
    async close(): Promise<void> {
      await (await opened)?.destroy();
    },
  };
}

/** Answers say themselves what went wrong; the log adds what is unexpected, and more where it is asked for. */
function logLevel({ log }: Config): Config['log']['level'] {
  return log.level === 'debug' || log.level === 'trace' || log.level === 'silent'
    ? log.level
    : 'error';
}

/** A conversation at the keyboard ends with the process, and so does its state. */
function createConversations(): ChatStore {
  const kept = new Map<string, unknown>();
  return {
    read: async (chatId) => kept.get(chatId) ?? null,
    write: async (chatId, state) => void kept.set(chatId, state),
  };
}
