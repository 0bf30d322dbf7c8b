import path from 'node:path';
import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import type { ChatClasses } from './contracts/chat-classes.ts';
import type { Clock } from './contracts/context.ts';
import type { PseudonymVault } from './contracts/pseudonyms.ts';
import type { SpendLedger } from './contracts/spending.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import { createAuditLog, createMemoryAuditLog } from './state/audit-log.ts';
import { createBudgetLedger, createMemoryBudgetLedger } from './state/budget-ledger.ts';
import { createChatClasses, createMemoryChatClasses } from './state/chat-classes.ts';
import { createChatStore } from './state/chat-store.ts';
import { openDatabase, type StateDatabase } from './state/database.ts';
import { createMemoryPseudonymVault, createPseudonymVault } from './state/pseudonym-vault.ts';
import { createSeal } from './state/seal.ts';
import { createMemorySpendLedger, createSpendLedger } from './state/spend-ledger.ts';
import { createValvesStore } from './state/valves-store.ts';
import type { ServerLog } from './telemetry/log.ts';
import { createHeadPublisher } from './telemetry/publish-head.ts';

/** What is kept between requests. */
export interface State {
  readonly ledger: SpendLedger;
  readonly budgets: BudgetLedger;
  readonly valvesStore: ValvesStore;
  readonly chatStore: ChatStore;
  readonly audit: AuditLog;
  readonly classes: ChatClasses;
  /** @throws when the key file cannot be read or made. */
  openPseudonyms(): Promise<Pseudonyms>;
  close(): Promise<void>;
}

/** The pseudonyms of chats, and the key that their tokens are made with. */
interface Pseudonyms {
  readonly vault: PseudonymVault;
  readonly key: string;
}

/** Stores that are brought along. */
interface StateOverrides {
  readonly valvesStore?: ValvesStore;
  readonly chatStore?: ChatStore;
}

interface StateContext {
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** The embedded store is opened only when a part of it is needed. */
export async function openState(
  config: Config,
  context: StateContext,
  { valvesStore, chatStore }: StateOverrides,
): Promise<State> {
  if (valvesStore !== undefined && chatStore !== undefined) {
    return {
      valvesStore,
      chatStore,
      ledger: createMemorySpendLedger(),
      budgets: createMemoryBudgetLedger(),
      audit: createMemoryAuditLog(),
      classes: createMemoryChatClasses(),
      openPseudonyms: () => openPseudonyms(config, createMemoryPseudonymVault),
      close: () => Promise.resolve(),
    };
  }
  const { clock, log } = context;
  const database = await openDatabase(path.join(config.dataDir, 'xops.db'));
  return {
    ledger: createSpendLedger(database),
    budgets: createBudgetLedger(database),
    audit: createAuditLog(database, createHeadPublisher(log, clock)),
    classes: createChatClasses(database, clock),
    openPseudonyms: () => openPseudonyms(config, keptVault(config, database, clock)),
    valvesStore: valvesStore ?? createValvesStore(database, clock),
    chatStore: chatStore ?? createChatStore(database, clock),
    close: () => database.destroy(),
  };
}

/** Several keys stand in a row; the first is the one in use. */
async function openPseudonyms(
  { sovereignty, dataDir }: Config,
  open: (keys: readonly string[], key: string) => PseudonymVault,
): Promise<Pseudonyms> {
  const text = sovereignty.pseudonyms.key ?? (await readOrCreateKey(dataDir, 'pseudonym-key')).key;
  const keys = text.trim().split(/\s+/);
  const [key = ''] = keys;
  return { vault: open(keys, key), key };
}

function keptVault({ sovereignty }: Config, database: StateDatabase, clock: Clock) {
  const keepDays = sovereignty.pseudonyms.keepDays;
  return (keys: readonly string[], key: string) =>
    createPseudonymVault(database, { clock, seal: createSeal(keys), key, keepDays });
}
