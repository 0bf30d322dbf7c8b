import type { ApprovalChange } from '../contracts/approval-store.ts';
import { putCorrection } from './corrections.ts';
import type { StateDatabase } from './database.ts';
import { putIntoOutbox } from './outbox.ts';

/** Writes one change inside a transaction; false when the request does not stand as expected. */
export async function writeChange(
  inside: StateDatabase,
  change: ApprovalChange,
  notifiers: readonly string[],
): Promise<boolean> {
  const isWritten =
    change.expected === null ? await insert(inside, change) : await update(inside, change);
  if (!isWritten) return false;
  const { request, decision, outcomes = [], event, tell } = change;
  if (decision !== undefined) {
    const row = { approver: decision.approver.id, ...part(change, decision) };
    await inside.insertInto('approval_decisions').values(row).execute();
    await putCorrection(inside, change);
  }
  for (const outcome of outcomes) {
    const row = { action: outcome.action, ...part(change, outcome) };
    await inside
      .insertInto('approval_outcomes')
      .values(row)
      .onConflict((known) =>
        known.columns(['approval_id', 'action']).doUpdateSet({ json: row.json }),
      )
      .execute();
  }
  await inside.insertInto('approval_events').values(part(change, event)).execute();
  if (tell !== null) {
    const { id: approvalId, version } = request;
    await putIntoOutbox(inside, notifiers, { approvalId, version, kind: tell, at: event.at });
  }
  return true;
}

/** The version is the position of what was written with it. */
function part({ request }: ApprovalChange, value: object) {
  return { approval_id: request.id, position: request.version, json: JSON.stringify(value) };
}

async function insert(
  inside: StateDatabase,
  { request, idempotencyKey }: ApprovalChange,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await inside
    .insertInto('approvals')
    .values({
      id: request.id,
      version: request.version,
      status: request.status,
      requester: request.requester.id,
      request_json: JSON.stringify(request),
      created_at: request.createdAt,
      expires_at: request.expiresAt,
      idempotency_key: idempotencyKey ?? null,
      grant_json: null,
      lease_token: null,
      lease_until: null,
      reminded_at: null,
      escalated_at: null,
    })
    .onConflict((known) => known.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function update(inside: StateDatabase, change: ApprovalChange): Promise<boolean> {
  const { request, expected, grant, lease } = change;
  const grantJson = grant === null ? null : JSON.stringify(grant);
  const { numUpdatedRows } = await inside
    .updateTable('approvals')
    .set({
      version: request.version,
      status: request.status,
      request_json: JSON.stringify(request),
      ...(grant === undefined ? {} : { grant_json: grantJson }),
      ...(lease === undefined
        ? {}
        : { lease_token: lease?.tokenHash ?? null, lease_until: lease?.until ?? null }),
    })
    .where('id', '=', request.id)
    .where('version', '=', expected?.version ?? -1)
    .where('status', '=', expected?.status ?? 'PENDING')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
