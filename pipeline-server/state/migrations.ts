import type { Kysely, Migration } from 'kysely';

/** Changes of the tables, by name in the order in which they are made. A released one is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-valves-and-chats': { up: createValvesAndChats },
  '0002-spending': { up: createSpending },
  '0003-audit': { up: createAudit },
  '0004-chat-classes': { up: createChatClasses },
  '0005-pseudonyms': { up: createPseudonyms },
  '0006-model-use': { up: createModelUse },
  '0007-approvals': { up: createApprovals },
  '0008-approver-keys': { up: createApproverKeys },
  '0009-corrections': { up: createCorrections },
  '0012-knowledge': { up: createKnowledge },
};

async function createValvesAndChats(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('valves')
    .addColumn('plugin_id', 'text', (column) => column.primaryKey())
    .addColumn('values_json', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('chats')
    .addColumn('chat_id', 'text', (column) => column.primaryKey())
    .addColumn('state_json', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
}

async function createSpending(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('spending')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('micro_usd', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('spending_key', ['day', 'identity'])
    .execute();
}

async function createAudit(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('audit')
    .addColumn('sequence', 'integer', (column) => column.primaryKey())
    .addColumn('json', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
}

async function createChatClasses(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('chat_classes')
    .addColumn('chat_id', 'text', (column) => column.primaryKey())
    .addColumn('class_rank', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('chat_findings')
    .addColumn('chat_id', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('released', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('chat_findings_key', ['chat_id', 'fingerprint'])
    .execute();
}

async function createPseudonyms(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('pseudonyms')
    .addColumn('chat_id', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pseudonyms_key', ['chat_id', 'fingerprint'])
    .addUniqueConstraint('pseudonyms_token', ['chat_id', 'token'])
    .execute();
  await database.schema
    .createIndex('pseudonyms_expiry')
    .on('pseudonyms')
    .column('expires_at')
    .execute();
}

async function createModelUse(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('model_use')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('tokens', 'integer', (column) => column.notNull())
    .addColumn('micro_usd', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('model_use_key', ['day', 'kind', 'name'])
    .execute();
}

async function createApprovals(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('approvals')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('request_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text', (column) => column.unique())
    .addColumn('grant_json', 'text')
    .addColumn('lease_token', 'text')
    .addColumn('lease_until', 'text')
    .addColumn('reminded_at', 'text')
    .addColumn('escalated_at', 'text')
    .execute();
  await database.schema
    .createIndex('approvals_status')
    .on('approvals')
    .columns(['status', 'id'])
    .execute();
  await createApprovalParts(database);
  await createTelling(database);
}

/** What belongs to a request, each row as JSON: it is read and written whole. */
async function createApprovalParts(database: Kysely<unknown>): Promise<void> {
  for (const [table, key] of [
    ['approval_decisions', 'approver'],
    ['approval_outcomes', 'action'],
  ] as const) {
    await database.schema
      .createTable(table)
      .addColumn('approval_id', 'text', (column) => column.notNull())
      .addColumn(key, 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('json', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['approval_id', key])
      .execute();
  }
  await database.schema
    .createTable('approval_events')
    .addColumn('approval_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('approval_events_key', ['approval_id', 'position'])
    .execute();
}

async function createTelling(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('outbox')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('notifier', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('approval_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'text')
    .execute();
  await database.schema.createIndex('outbox_next').on('outbox').column('next_at').execute();
  await database.schema
    .createTable('message_places')
    .addColumn('approval_id', 'text', (column) => column.notNull())
    .addColumn('notifier', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_places_key', ['approval_id', 'notifier'])
    .execute();
  await database.schema
    .createTable('replays')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('until', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('execution_stop')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
}

async function createApproverKeys(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('approver_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('json', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
}

async function createCorrections(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('corrections')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .execute();
}

async function createKnowledge(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('knowledge_collections')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('embedder', 'text', (column) => column.notNull())
    .addColumn('dimensions', 'integer', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('is_whole', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('knowledge_documents')
    .addColumn('collection', 'text', (column) => column.notNull())
    .addColumn('document_id', 'text', (column) => column.notNull())
    .addColumn('source_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('recipe', 'text', (column) => column.notNull())
    .addColumn('chunks', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('knowledge_documents_key', ['collection', 'document_id'])
    .execute();
  await createKnowledgeChunks(database);
}

async function createKnowledgeChunks(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('knowledge_chunks')
    .addColumn('collection', 'text', (column) => column.notNull())
    .addColumn('document_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addColumn('vector', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('knowledge_chunks_key', ['collection', 'document_id', 'position'])
    .addUniqueConstraint('knowledge_chunks_id', ['collection', 'id'])
    .execute();
}
