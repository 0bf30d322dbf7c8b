import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { approvalOf, draftOf, MARY, rejectionOf } from '../test/ledger-fakes.ts';
import { runWhole } from '../test/ledger-run.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { checkLedger } from './ledger-check.ts';

/** A ledger with one request that was executed and undone, one that was rejected, and one that waits. */
async function openFull() {
  const ledger = await openLedgerWorld();
  await runWhole(ledger.approvals);
  const draft = draftOf(['i-3']);
  const { id } = await ledger.approvals.request(draft);
  await ledger.approvals.decide(id, rejectionOf(draft.plan), MARY);
  await ledger.approvals.request(draftOf(['i-4']));
  return ledger;
}

describe('the ledger', () => {
  it('agrees with the chain whatever was done by its own ways', async () => {
    const { database } = await openFull();
    expect(await checkLedger(database)).toEqual({ requests: 3, difference: null });
  });

  it('agrees after an execution was lost', async () => {
    const ledger = await openLedgerWorld();
    const draft = draftOf();
    const { id } = await ledger.approvals.request(draft);
    await ledger.approvals.decide(id, approvalOf(draft.plan), MARY);
    ledger.world.next = 'unclear';
    await ledger.approvals.execute(id);
    expect(await checkLedger(ledger.database)).toEqual({ requests: 1, difference: null });
  });

  it.each([
    [
      'a status',
      `UPDATE approvals SET status = 'APPROVED' WHERE status = 'PENDING'`,
      'its status is APPROVED, and PENDING in the chain',
    ],
    [
      'a status in the request',
      `UPDATE approvals SET request_json = replace(request_json, '"PENDING"', '"APPROVED"') WHERE status = 'PENDING'`,
      'its status',
    ],
    ['a version', 'UPDATE approvals SET version = version + 1', 'its version'],
    [
      'a plan',
      `UPDATE approvals SET request_json = replace(request_json, '"i-4"', '"i-5"')`,
      'its plan was changed where it is kept',
    ],
    [
      'a plan hash',
      `UPDATE approvals SET request_json = replace(request_json, '"artifact":"sha256:', '"artifact":"sha256:0')`,
      'its plan is not the one in the chain',
    ],
    [
      'a verdict',
      `UPDATE approval_decisions SET json = replace(json, '"reject"', '"approve"')`,
      'a decision is not one of those',
    ],
    [
      'a comment of a decision',
      `UPDATE approval_decisions SET json = replace(json, 'Not this week', 'Fine')`,
      'a decision is not one of those',
    ],
    [
      'a decision that is gone',
      `DELETE FROM approval_decisions WHERE json LIKE '%"reject"%'`,
      'a decision in the chain is missing',
    ],
    ['a step that is gone', 'DELETE FROM approval_events WHERE position = 2', 'its history has'],
    [
      'another step',
      `UPDATE approval_events SET json = replace(json, 'approval.decided', 'approval.revoked')`,
      'step 2 of its history',
    ],
    [
      'an outcome',
      `UPDATE approval_outcomes SET json = replace(json, '"rolled-back"', '"done"')`,
      'the outcome of "action-1',
    ],
    [
      'an outcome that is gone',
      `DELETE FROM approval_outcomes WHERE action = 'action-2'`,
      'the outcome of "action-2',
    ],
    [
      'a request that is gone',
      `DELETE FROM approvals WHERE status = 'PENDING'`,
      'the ledger does not',
    ],
    [
      'the id of a request',
      `UPDATE approvals SET id = '0-forged' WHERE id IN (SELECT id FROM approvals ORDER BY id LIMIT 1)`,
      'the chain does not',
    ],
  ])('shows %s that was changed in the database', async (_what, statement, reason) => {
    const { database } = await openFull();
    await sql.raw(statement).execute(database);
    expect((await checkLedger(database)).difference?.reason).toContain(reason);
  });
});
