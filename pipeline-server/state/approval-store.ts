import type { ExpressionBuilder } from 'kysely';
import type {
  ApprovalChange,
  ApprovalStore,
  DueTimes,
  ExecutionGrant,
  ExecutionLease,
  ExecutionStop,
  ReminderKind,
  StoredApproval,
} from '../contracts/approval-store.ts';
import type {
  ActionOutcome,
  ApprovalEvent,
  ApprovalQuery,
  ApprovalRequest,
  Decision,
  Person,
} from '../contracts/approvals.ts';
import type { AuditEntry, AuditRecord } from '../contracts/audit.ts';
import type { Clock } from '../contracts/context.ts';
import type { ApprovalTables } from './approval-tables.ts';
import { writeChange } from './approval-writes.ts';
import { appendRecords, type PublishHead } from './audit-log.ts';
import { createCorrections } from './corrections.ts';
import type { StateDatabase } from './database.ts';
import { createOutbox, putIntoOutbox } from './outbox.ts';
import { createMessagePlaces, createReplayMemory } from './told.ts';

/** What the store is made from. */
export interface ApprovalStoreOptions {
  readonly database: StateDatabase;
  /** Ids of the notifiers: each is told for itself. */
  readonly notifiers: readonly string[];
  readonly publish: PublishHead;
  readonly clock: Clock;
}

/** A change that must not happen as it stands; the transaction is undone. */
class Conflict extends Error {}

const STOP = 1;

/** Approvals in the embedded store. */
export function createApprovalStore(options: ApprovalStoreOptions): ApprovalStore {
  const { database, publish, clock } = options;
  return {
    commit: (changes) => commit(changes, options),
    read: (id) => read(database, id),
    findByKey: async (key) => await findByKey(database, key),
    list: (query) => list(database, query),
    extendLease: (id, lease) => extendLease(database, id, lease),
    due: (now, times) => due(database, now, times),
    remind: (id, kind, at) => remind(options, id, { kind, at }),
    readStop: () => readStop(database),
    writeStop: async (stop, audit) => {
      const records = await database.transaction().execute(async (inside) => {
        await inside.deleteFrom('execution_stop').execute();
        if (stop !== null) {
          const row = { id: STOP, json: JSON.stringify(stop) };
          await inside.insertInto('execution_stop').values(row).execute();
        }
        return await appendRecords(inside, [audit]);
      });
      publishLast(records, publish);
    },
    outbox: createOutbox(database),
    places: createMessagePlaces(database),
    replays: createReplayMemory(database, clock),
    corrections: createCorrections(database, publish),
  };
}

/** The first statement writes, so that the lock is there before anything is read. */
async function commit(
  changes: readonly ApprovalChange[],
  { database, notifiers, publish }: ApprovalStoreOptions,
): Promise<boolean> {
  const audit: readonly AuditEntry[] = changes.map((change) => change.audit);
  try {
    const records = await database.transaction().execute(async (inside) => {
      for (const change of changes) {
        if (!(await writeChange(inside, change, notifiers))) throw new Conflict();
      }
      return await appendRecords(inside, audit);
    });
    publishLast(records, publish);
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

function publishLast(records: readonly AuditRecord[], publish: PublishHead): void {
  for (const head of records.slice(-1)) publish(head);
}

async function read(database: StateDatabase, id: string): Promise<StoredApproval | null> {
  const row = await database
    .selectFrom('approvals')
    .select(['request_json', 'grant_json', 'lease_token', 'lease_until'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { lease_token: tokenHash, lease_until: until } = row;
  return {
    request: JSON.parse(row.request_json) as ApprovalRequest,
    grant: row.grant_json === null ? null : (JSON.parse(row.grant_json) as ExecutionGrant),
    lease: tokenHash === null || until === null ? null : { tokenHash, until },
    decisions: await parts<Decision>(database, 'approval_decisions', id),
    history: await parts<ApprovalEvent>(database, 'approval_events', id),
    outcomes: await parts<ActionOutcome>(database, 'approval_outcomes', id),
  };
}

type PartTable = 'approval_decisions' | 'approval_events' | 'approval_outcomes';

async function parts<T>(
  database: StateDatabase,
  table: PartTable,
  id: string,
): Promise<readonly T[]> {
  const rows = await database
    .selectFrom(table)
    .select('json')
    .where('approval_id', '=', id)
    .orderBy('position')
    .execute();
  return rows.map(({ json }) => JSON.parse(json) as T);
}

async function findByKey(database: StateDatabase, key: string): Promise<string | null> {
  const row = await database
    .selectFrom('approvals')
    .select('id')
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Ids are ordered by time (UUID version 7), so the newest are the last. */
async function list(
  database: StateDatabase,
  { statuses, requester, waitingFor, after, limit }: ApprovalQuery,
): Promise<readonly ApprovalRequest[]> {
  let query = database.selectFrom('approvals').select('request_json').orderBy('id', 'desc');
  if (waitingFor !== null) query = query.where((is) => isOpenTo(is, waitingFor));
  if (statuses.length > 0) query = query.where('status', 'in', [...statuses]);
  if (requester !== null) query = query.where('requester', '=', requester);
  if (after !== null) query = query.where('id', '<', after);
  const rows = await query.limit(limit).execute();
  return rows.map(({ request_json }) => JSON.parse(request_json) as ApprovalRequest);
}

/** It is pending, somebody else asked, and the person has not spoken yet; whether the policy permits it is asked elsewhere. */
function isOpenTo(is: ExpressionBuilder<ApprovalTables, 'approvals'>, { id }: Person) {
  const decided = is
    .selectFrom('approval_decisions')
    .select('approver')
    .whereRef('approval_decisions.approval_id', '=', 'approvals.id')
    .where('approver', '=', id);
  const isForeign = is.and([is('status', '=', 'PENDING'), is('requester', '!=', id)]);
  return is.and([isForeign, is.not(is.exists(decided))]);
}

async function extendLease(
  database: StateDatabase,
  id: string,
  { tokenHash, until }: ExecutionLease,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('approvals')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where('lease_token', '=', tokenHash)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function due(database: StateDatabase, now: string, times: DueTimes) {
  const ids = async (query: ReturnType<typeof candidates>): Promise<readonly string[]> =>
    (await query.limit(MOST_DUE).execute()).map(({ id }) => id);
  const candidates = () => database.selectFrom('approvals').select('id').orderBy('id');
  return {
    expired: await ids(
      candidates().where('status', 'in', ['PENDING', 'APPROVED']).where('expires_at', '<=', now),
    ),
    lost: await ids(
      candidates()
        .where('status', 'in', ['EXECUTING', 'ROLLING_BACK'])
        .where('lease_until', '<=', now),
    ),
    approved: await ids(
      candidates().where('status', '=', 'APPROVED').where('expires_at', '>', now),
    ),
    unreminded: await ids(
      candidates()
        .where('status', '=', 'PENDING')
        .where('reminded_at', 'is', null)
        .where('created_at', '<=', times.remindBefore),
    ),
    unescalated: await ids(
      candidates()
        .where('status', '=', 'PENDING')
        .where('escalated_at', 'is', null)
        .where('expires_at', '<=', times.escalateBefore),
    ),
  };
}

/** What is left over is due the next time. */
const MOST_DUE = 100;

const MARKS = { 'approval.reminded': 'reminded_at', 'approval.escalated': 'escalated_at' } as const;

async function remind(
  { database, notifiers }: ApprovalStoreOptions,
  id: string,
  { kind, at }: { readonly kind: ReminderKind; readonly at: string },
): Promise<boolean> {
  const mark = MARKS[kind];
  return await database.transaction().execute(async (inside) => {
    const { numUpdatedRows } = await inside
      .updateTable('approvals')
      .set({ [mark]: at })
      .where('id', '=', id)
      .where('status', '=', 'PENDING')
      .where(mark, 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await putIntoOutbox(inside, notifiers, { approvalId: id, version: 0, kind, at });
    return true;
  });
}

async function readStop(database: StateDatabase): Promise<ExecutionStop | null> {
  const row = await database.selectFrom('execution_stop').select('json').executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.json) as ExecutionStop);
}
