import path from 'node:path';
import { createTopicClient } from './approvals/notify/sns/topic-client.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import type { ApprovalStore } from './contracts/approval-store.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { BudgetLedger } from './contracts/budgets.ts';
import type { ChatClasses } from './contracts/chat-classes.ts';
import type { Clock } from './contracts/context.ts';
import type { KnowledgeRows } from './contracts/knowledge-rows.ts';
import type { ApproverKeys } from './contracts/people.ts';
import type { PseudonymVault } from './contracts/pseudonyms.ts';
import type { SpendLedger } from './contracts/spending.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import { createApprovalStore } from './state/approval-store.ts';
import { createApproverKeys } from './state/approver-keys.ts';
import { createAuditLog } from './state/audit-log.ts';
import { createBudgetLedger, createMemoryBudgetLedger } from './state/budget-ledger.ts';
import { createChatClasses, createMemoryChatClasses } from './state/chat-classes.ts';
import { createChatStore } from './state/chat-store.ts';
import { openDatabase, type StateDatabase } from './state/database.ts';
import { createKnowledgeRows } from './state/knowledge-rows.ts';
import { createMemoryPseudonymVault, createPseudonymVault } from './state/pseudonym-vault.ts';
import { createSeal } from './state/seal.ts';
import { createMemorySpendLedger, createSpendLedger } from './state/spend-ledger.ts';
import { createValvesStore } from './state/valves-store.ts';
import { createHeadBucket } from './telemetry/head-bucket.ts';
import type { ServerLog } from './telemetry/log.ts';
import { createHeadPublisher, type HeadPlace } from './telemetry/publish-head.ts';

/** What is kept between requests. */
export interface State {
  readonly ledger: SpendLedger;
  readonly budgets: BudgetLedger;
  readonly valvesStore: ValvesStore;
  readonly chatStore: ChatStore;
  readonly audit: AuditLog;
  readonly classes: ChatClasses;
  /** Approvals, of which these notifiers tell. */
  openApprovals(notifiers: readonly string[]): ApprovalStore;
  readonly approverKeys: ApproverKeys;
  readonly knowledge: KnowledgeRows;
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

/** What libsql calls a database without a file. */
const IN_MEMORY = ':memory:';

/** Where all stores are brought along, the rest is kept in memory. */
export async function openState(
  config: Config,
  context: StateContext,
  { valvesStore, chatStore }: StateOverrides,
): Promise<State> {
  const isKept = valvesStore === undefined || chatStore === undefined;
  const { clock, log } = context;
  const database = await openDatabase(isKept ? path.join(config.dataDir, 'xops.db') : IN_MEMORY);
  const publish = createHeadPublisher({ log, clock, places: headPlaces(config) });
  const audit = createAuditLog(database, publish);
  const shared = {
    audit,
    openApprovals: (notifiers: readonly string[]) =>
      createApprovalStore({ database, notifiers, publish, clock }),
    approverKeys: createApproverKeys(database, clock),
    knowledge: createKnowledgeRows(database),
    async close() {
      await audit.flush();
      await database.destroy();
    },
  };
  if (!isKept) {
    return {
      ...shared,
      valvesStore,
      chatStore,
      ledger: createMemorySpendLedger(),
      budgets: createMemoryBudgetLedger(),
      classes: createMemoryChatClasses(),
      openPseudonyms: () => openPseudonyms(config, createMemoryPseudonymVault),
    };
  }
  return {
    ...shared,
    ledger: createSpendLedger(database),
    budgets: createBudgetLedger(database),
    classes: createChatClasses(database, clock),
    openPseudonyms: () => openPseudonyms(config, keptVault(config, database, clock)),
    valvesStore: valvesStore ?? createValvesStore(database, clock),
    chatStore: chatStore ?? createChatStore(database, clock),
  };
}

/** Where the head of the audit chain is made known, besides the log. */
function headPlaces({ audit, notify }: Config): readonly HeadPlace[] {
  const { snsTopicArn, bucket, retainDays, s3Endpoint } = audit.publish;
  const { endpoint } = notify.sns;
  return [
    ...(snsTopicArn === null ? [] : [topicPlace(snsTopicArn, endpoint)]),
    ...(bucket === null ? [] : [createHeadBucket({ bucket, retainDays, endpoint: s3Endpoint })]),
  ];
}

function topicPlace(topicArn: string, endpoint: string | null): HeadPlace {
  const publish = createTopicClient({ endpoint, credentials: null }).publishTo(topicArn);
  return {
    id: 'sns',
    put: async (head, signal) => {
      const publication = {
        subject: 'xOps audit head',
        message: JSON.stringify(head),
        attributes: { kind: 'audit.head' },
        groupId: 'audit-head',
        deduplicationId: String(head.sequence),
      };
      await publish(publication, signal);
    },
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
