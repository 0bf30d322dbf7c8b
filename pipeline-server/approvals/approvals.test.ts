import { describe, expect, it } from 'vitest';
import { ApprovalError, type DecisionOrder, type Person } from '../contracts/approvals.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { samplePerson, samplePlan } from '../test/approval-samples.ts';
import {
  approvalOf,
  approver,
  draftOf,
  ERIN,
  MARY,
  rejectionOf,
  TOM,
} from '../test/ledger-fakes.ts';
import { type LedgerWorld, openLedgerWorld } from '../test/ledger-world.ts';
import { stopExecutions } from './create-approvals.ts';
import { dispatchOutbox } from './dispatch-outbox.ts';
import { issueToken, redeem } from './execution/redeem.ts';
import { sweep } from './sweep.ts';

const HOUR = 3_600_000;

async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'not refused';
  } catch (error) {
    if (error instanceof ApprovalError) return error.code;
    throw error;
  }
}

async function approved(ledger: LedgerWorld, instances = ['i-1']) {
  const draft = draftOf(instances);
  const { id } = await ledger.approvals.request(draft);
  return await ledger.approvals.decide(id, approvalOf(draft.plan), MARY);
}

describe('a request', () => {
  it('is kept with its plan, its hashes and who has to decide', async () => {
    const { approvals } = await openLedgerWorld();
    const draft = draftOf();
    const request = await approvals.request(draft);
    expect(request).toMatchObject({
      status: 'PENDING',
      version: 1,
      requester: ERIN,
      routing: { quorum: 1 },
    });
    const details = await approvals.read(request.id);
    expect(details?.request).toEqual(request);
    expect(details?.history.map(({ kind }) => kind)).toEqual(['approval.requested']);
  });

  it('made again with the same key is the same request, and with another plan is refused', async () => {
    const { approvals } = await openLedgerWorld();
    const draft = draftOf(['i-1'], { idempotencyKey: 'k' });
    const first = await approvals.request(draft);
    const [again, twin] = await Promise.all([approvals.request(draft), approvals.request(draft)]);
    expect([again.id, twin.id]).toEqual([first.id, first.id]);
    expect(await refusal(approvals.request(draftOf(['i-2'], { idempotencyKey: 'k' })))).toBe(
      'bad-plan',
    );
  });

  it.each([
    ['no action', draftOf([])],
    [
      'an unknown executor',
      draftOf(['i-1'], {
        plan: samplePlan({ actions: [{ ...draftOf().plan.actions[0], executor: 'x' } as never] }),
      }),
    ],
    [
      'wrong arguments',
      draftOf(['i-1'], {
        plan: samplePlan({
          actions: [{ ...draftOf().plan.actions[0], arguments: { instanceId: 1 } } as never],
        }),
      }),
    ],
    [
      'two actions of one id',
      draftOf(['i-1'], {
        plan: samplePlan({ actions: [...draftOf().plan.actions, ...draftOf().plan.actions] }),
      }),
    ],
    ['too many actions', draftOf(Array.from({ length: 201 }, (_, index) => `i-${index}`))],
  ])('with %s is refused', async (_name, draft) => {
    const { approvals } = await openLedgerWorld();
    expect(await refusal(approvals.request(draft))).toBe('bad-plan');
    expect(
      await approvals.list({
        statuses: [],
        requester: null,
        waitingFor: null,
        limit: 10,
        after: null,
      }),
    ).toEqual([]);
  });

  it('that a hook denies is none, and the refusal names the hook', async () => {
    const { approvals, settings } = await openLedgerWorld();
    settings.denies = 'plan';
    await expect(approvals.request(draftOf())).rejects.toMatchObject({
      code: 'denied-by-hook',
      hook: 'test-hook',
    });
  });

  it('takes the place of another of the same person', async () => {
    const { approvals } = await openLedgerWorld();
    const first = await approvals.request(draftOf());
    const second = await approvals.request(draftOf(['i-2'], { supersedes: first.id }));
    expect((await approvals.read(first.id))?.request).toMatchObject({
      status: 'SUPERSEDED',
      supersededBy: second.id,
    });
    const stolen = approvals.request(draftOf(['i-3'], { supersedes: second.id, requester: TOM }));
    expect(await refusal(stolen)).toBe('not-allowed');
  });

  it('waits for those who could decide on it, and for nobody else', async () => {
    const { approvals } = await openLedgerWorld();
    const { id } = await approvals.request(draftOf());
    const waiting = async (person: Person) => {
      const query = { statuses: [], requester: null, waitingFor: person, limit: 10, after: null };
      return (await approvals.list(query)).map((request) => request.id);
    };
    expect(await waiting(MARY)).toEqual([id]);
    expect(await waiting(ERIN)).toEqual([]);
    expect(await waiting(samplePerson('eve@example.com', { groups: [] }))).toEqual([]);
  });

  it('is told of in the same transaction, and only then', async () => {
    const { approvals, deps, clock } = await openLedgerWorld();
    const { id } = await approvals.request(draftOf());
    const sent: string[] = [];
    let failing = true;
    const notifier = {
      id: 'fake',
      send: async (notification: { kind: string; details: { request: { status: string } } }) => {
        if (failing) throw new Error('away');
        sent.push(`${notification.kind} ${notification.details.request.status}`);
      },
    };
    const dispatch = () =>
      dispatchOutbox({ store: deps.store, notifiers: [notifier], clock, log: deps.log });
    expect(await dispatch()).toBe(1);
    expect(sent).toEqual([]);
    failing = false;
    expect(await dispatch()).toBe(0);
    await approvals.cancel(id, ERIN, 'not needed');
    clock.time += 2_000;
    expect(await dispatch()).toBe(2);
    // What is late shows how things stand now.
    expect(sent).toEqual(['approval.requested CANCELLED', 'approval.ended CANCELLED']);
    expect(await dispatch()).toBe(0);
  });
});

describe('a decision', () => {
  it('by one approver approves when one is enough, and by two when two are needed', async () => {
    const ledger = await openLedgerWorld();
    expect(await approved(ledger)).toMatchObject({ status: 'APPROVED', version: 2 });
    ledger.settings.quorum = 2;
    const draft = draftOf(['i-2']);
    const { id } = await ledger.approvals.request(draft);
    const order = approvalOf(draft.plan);
    expect((await ledger.approvals.decide(id, order, MARY)).status).toBe('PENDING');
    expect(await refusal(ledger.approvals.decide(id, order, MARY))).toBe('already-decided');
    expect((await ledger.approvals.decide(id, order, TOM)).status).toBe('APPROVED');
    expect(
      (await ledger.approvals.read(id))?.decisions.map(({ approver: { id: who } }) => who),
    ).toEqual([MARY.id, TOM.id]);
  });

  it('rejects at once, with its reasons', async () => {
    const { approvals, settings } = await openLedgerWorld();
    settings.quorum = 2;
    const draft = draftOf();
    const { id } = await approvals.request(draft);
    expect((await approvals.decide(id, rejectionOf(draft.plan), MARY)).status).toBe('REJECTED');
    expect((await approvals.read(id))?.decisions[0]?.correction?.why).toBe('Month end runs on it.');
    expect(await refusal(approvals.decide(id, approvalOf(draft.plan), TOM))).toBe('wrong-status');
  });

  const refused: readonly [string, string, Person, Partial<DecisionOrder>][] = [
    ['who asked', 'own-request', ERIN, {}],
    ['a claim that nothing proves', 'identity-not-proved', { ...MARY, proof: 'unsigned' }, {}],
    ['a key of a client', 'identity-not-proved', { ...MARY, proof: 'api-key' }, {}],
    [
      'somebody whom the policy does not name',
      'not-allowed',
      samplePerson('eve@example.com', { groups: ['dev'] }),
      {},
    ],
    [
      'an approver who saw another plan',
      'stale-hash',
      MARY,
      { seenHash: `sha256:${'0'.repeat(64)}` },
    ],
    ['an approver without a reason', 'comment-missing', MARY, { verdict: 'reject' }],
    [
      'an approver without a correction',
      'comment-missing',
      MARY,
      { verdict: 'request-changes', comment: 'No.' },
    ],
  ];
  it.each(refused)('by %s is refused', async (...[, code, person, over]) => {
    const { approvals } = await openLedgerWorld();
    const draft = draftOf();
    const { id } = await approvals.request(draft);
    expect(await refusal(approvals.decide(id, approvalOf(draft.plan, over), person))).toBe(code);
    expect((await approvals.read(id))?.request).toMatchObject({ status: 'PENDING', version: 1 });
  });

  it('is refused when it is late, and on what does not exist', async () => {
    const { approvals, clock } = await openLedgerWorld();
    const draft = draftOf();
    const { id } = await approvals.request(draft);
    clock.time += 24 * HOUR;
    expect(await refusal(approvals.decide(id, approvalOf(draft.plan), MARY))).toBe('expired');
    expect(await refusal(approvals.decide('none', approvalOf(draft.plan), MARY))).toBe('not-found');
  });

  it('is refused on a plan that was changed where it is kept', async () => {
    const { approvals, database } = await openLedgerWorld();
    const draft = draftOf();
    const request = await approvals.request(draft);
    const forged = {
      ...request,
      plan: { ...request.plan, actions: draftOf(['i-other']).plan.actions },
    };
    await database
      .updateTable('approvals')
      .set({ request_json: JSON.stringify(forged) })
      .execute();
    expect(await refusal(approvals.decide(request.id, approvalOf(draft.plan), MARY))).toBe(
      'bad-plan',
    );
  });

  it('of a hundred approvers at once is taken once, and executed once', async () => {
    const ledger = await openLedgerWorld();
    const draft = draftOf();
    const { id } = await ledger.approvals.request(draft);
    const order = approvalOf(draft.plan);
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        refusal(ledger.approvals.decide(id, order, approver(number))),
      ),
    );
    expect(results.filter((result) => result === 'not refused')).toHaveLength(1);
    expect(results.filter((result) => result === 'wrong-status')).toHaveLength(99);
    const executions = await Promise.all(
      Array.from({ length: 20 }, () => refusal(ledger.approvals.execute(id))),
    );
    expect(executions.filter((result) => result === 'not refused')).toHaveLength(1);
    expect(ledger.world.effects).toEqual(['stop i-1']);
  });
});

describe('an execution', () => {
  it('does each action once, in order, and writes down how it went', async () => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger, ['i-1', 'i-2']);
    expect((await ledger.approvals.execute(id)).status).toBe('SUCCEEDED');
    expect(ledger.world.effects).toEqual(['stop i-1', 'stop i-2']);
    const details = await ledger.approvals.read(id);
    expect(details?.outcomes.map(({ status, verified }) => `${status} ${verified}`)).toEqual([
      'done true',
      'done true',
    ]);
    expect(details?.history.map(({ kind }) => kind)).toEqual([
      'approval.requested',
      'approval.decided',
      'execution.granted',
      'execution.started',
      'action.intended',
      'action.ended',
      'action.intended',
      'action.ended',
      'execution.ended',
    ]);
    expect(await refusal(ledger.approvals.execute(id))).toBe('wrong-status');
  });

  it.each([
    ['refused', 'FAILED', 'failed', []],
    ['failed', 'FAILED', 'failed', []],
    ['lost-before', 'FAILED', 'failed', []],
    ['lost-after', 'SUCCEEDED', 'done', ['stop i-1', 'stop i-2']],
    ['unclear', 'UNKNOWN', 'unknown', []],
    ['unverified', 'FAILED', 'done', ['stop i-1']],
  ] as const)('whose action is %s ends as %s', async (...[next, status, outcome, effects]) => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger, ['i-1', 'i-2']);
    ledger.world.next = next;
    expect((await ledger.approvals.execute(id)).status).toBe(status);
    expect((await ledger.approvals.read(id))?.outcomes[0]?.status).toBe(outcome);
    expect(ledger.world.effects).toEqual(effects);
  });

  it('is refused before approval, after expiry, without the executor, in a freeze and by a hook', async () => {
    const ledger = await openLedgerWorld({ isEnabled: () => enabled });
    let enabled = true;
    const { id: pending } = await ledger.approvals.request(draftOf(['i-9']));
    expect(await refusal(ledger.approvals.execute(pending))).toBe('wrong-status');
    const { id } = await approved(ledger);
    enabled = false;
    expect(await refusal(ledger.approvals.execute(id))).toBe('not-enabled');
    enabled = true;
    ledger.settings.stop = { by: 'settings', reason: 'year end', at: '2026-03-01' };
    expect(await refusal(ledger.approvals.execute(id))).toBe('not-enabled');
    ledger.settings.stop = null;
    const at = new Date(ledger.clock.time).toISOString();
    const { store } = ledger;
    await stopExecutions({ by: TOM.id, reason: 'incident', at }, { by: TOM.id, at, store });
    expect(await refusal(ledger.approvals.execute(id))).toBe('not-enabled');
    await stopExecutions(null, { by: TOM.id, at, store });
    ledger.settings.denies = 'before-execution';
    expect(await refusal(ledger.approvals.execute(id))).toBe('denied-by-hook');
    ledger.settings.denies = '';
    ledger.settings.mayApprove = false;
    expect(await refusal(ledger.approvals.execute(id))).toBe('not-allowed');
    ledger.settings.mayApprove = true;
    ledger.clock.time += 24 * HOUR;
    expect(await refusal(ledger.approvals.execute(id))).toBe('expired');
    expect(ledger.world.effects).toEqual([]);
  });

  it('stops between two actions when somebody says so', async () => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger, ['i-1', 'i-2']);
    ledger.approvals.watch(({ version }) => {
      if (version === 6) ledger.settings.stop = { by: 'tom', reason: 'incident', at: 'now' };
    });
    expect((await ledger.approvals.execute(id)).status).toBe('FAILED');
    expect(ledger.world.effects).toEqual(['stop i-1']);
  });

  it('of a plan that was swapped after approval is refused', async () => {
    const ledger = await openLedgerWorld();
    const request = await approved(ledger);
    const plan = draftOf(['i-other']).plan;
    const forged = JSON.stringify({ ...request, plan });
    await ledger.database.updateTable('approvals').set({ request_json: forged }).execute();
    expect(await refusal(ledger.approvals.execute(request.id))).toBe('bad-plan');
    const consistent = JSON.stringify({
      ...request,
      plan,
      hashes: { ...request.hashes, artifact: approvalOf(plan).seenHash },
    });
    await ledger.database.updateTable('approvals').set({ request_json: consistent }).execute();
    expect(await refusal(ledger.approvals.execute(request.id))).toBe('bad-plan');
    expect(ledger.world.effects).toEqual([]);
  });

  it('has a token that works once, for a while, for its plan, and replaces the one before', async () => {
    const ledger = await openLedgerWorld();
    const { id, hashes } = await approved(ledger);
    const use = (token: string, seenHash = hashes.artifact) =>
      refusal(redeem(id, { token, seenHash }, ledger.deps));
    const first = await issueToken(id, ledger.deps);
    const second = await issueToken(id, ledger.deps);
    expect(await use(first.token)).toBe('not-allowed');
    expect(await use(second.token, `sha256:${'0'.repeat(64)}`)).toBe('stale-hash');
    ledger.clock.time += 5 * 60_000;
    expect(await use(second.token)).toBe('not-allowed');
    const third = await issueToken(id, ledger.deps);
    const uses = await Promise.all(Array.from({ length: 50 }, () => use(third.token)));
    expect(uses.filter((result) => result === 'not refused')).toHaveLength(1);
    const kept = JSON.stringify(
      await ledger.database.selectFrom('approvals').selectAll().execute(),
    );
    expect(kept).not.toContain(third.token);
  });
});

describe('an execution whose executor is lost', () => {
  async function lost(ledger: LedgerWorld) {
    const { id, hashes } = await approved(ledger);
    const { token } = await issueToken(id, ledger.deps);
    await redeem(id, { token, seenHash: hashes.artifact }, ledger.deps);
    ledger.clock.time += 60_001;
    await sweep(ledger.deps, { executes: true });
    return id;
  }

  it('is unknown, is never tried again, and is settled by a person who has looked', async () => {
    const ledger = await openLedgerWorld();
    const id = await lost(ledger);
    expect((await ledger.approvals.read(id))?.request.status).toBe('UNKNOWN');
    await sweep(ledger.deps, { executes: true });
    expect(ledger.world.effects).toEqual([]);
    const settle = (by: Person, comment: string) =>
      ledger.approvals.settle(id, 'FAILED', { ...by, comment });
    expect(await refusal(settle(ERIN, 'I looked'))).toBe('own-request');
    expect(await refusal(settle(MARY, ''))).toBe('comment-missing');
    expect((await settle(MARY, 'The instance runs.')).status).toBe('FAILED');
    expect(await refusal(settle(TOM, 'The instance runs.'))).toBe('wrong-status');
  });
});

describe('undoing', () => {
  it('starts what was stopped, by an approver and not by who asked', async () => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger, ['i-1', 'i-2']);
    await ledger.approvals.execute(id);
    expect(await refusal(ledger.approvals.rollBack(id, ERIN, 'oops'))).toBe('own-request');
    expect((await ledger.approvals.rollBack(id, MARY, 'It was needed.')).status).toBe(
      'ROLLED_BACK',
    );
    expect(ledger.world.effects).toEqual(['stop i-1', 'stop i-2', 'start i-2', 'start i-1']);
    expect(await refusal(ledger.approvals.rollBack(id, TOM, 'again'))).toBe('wrong-status');
  });

  it('has nothing to do where nothing was done', async () => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger);
    ledger.world.next = 'failed';
    await ledger.approvals.execute(id);
    expect(await refusal(ledger.approvals.rollBack(id, MARY, 'undo'))).toBe('wrong-status');
  });
});

describe('time', () => {
  it('reminds once, then ends what nobody decided or used', async () => {
    const ledger = await openLedgerWorld();
    const { id: open } = await ledger.approvals.request(draftOf(['i-9']));
    const { id: unused } = await approved(ledger);
    ledger.clock.time += 4 * HOUR;
    await sweep(ledger.deps, { executes: false });
    await sweep(ledger.deps, { executes: false });
    const reminders = await ledger.database
      .selectFrom('outbox')
      .select('kind')
      .where('kind', '=', 'approval.reminded')
      .execute();
    expect(reminders).toHaveLength(1);
    ledger.clock.time += 20 * HOUR;
    await sweep(ledger.deps, { executes: true });
    for (const id of [open, unused])
      expect((await ledger.approvals.read(id))?.request.status).toBe('EXPIRED');
    expect(ledger.world.effects).toEqual([]);
  });

  it('tells more people once when a request is about to expire', async () => {
    const ledger = await openLedgerWorld();
    await ledger.approvals.request(draftOf());
    ledger.clock.time += 22 * HOUR;
    await sweep(ledger.deps, { executes: false });
    await sweep(ledger.deps, { executes: false });
    const told = await ledger.database.selectFrom('outbox').select('kind').execute();
    expect(told.map(({ kind }) => kind).toSorted()).toEqual([
      'approval.escalated',
      'approval.reminded',
      'approval.requested',
    ]);
  });

  it('executes what is approved', async () => {
    const ledger = await openLedgerWorld();
    const { id } = await approved(ledger);
    await sweep(ledger.deps, { executes: true });
    expect((await ledger.approvals.read(id))?.request.status).toBe('SUCCEEDED');
  });
});

describe('the audit log', () => {
  it('has a record of each step, in a chain, with who and on which plan, and no words', async () => {
    const ledger = await openLedgerWorld();
    const { id, hashes } = await approved(ledger);
    await ledger.approvals.execute(id);
    const records = await ledger.audit.read({ after: 0, limit: 100 });
    const history = (await ledger.approvals.read(id))?.history ?? [];
    expect(records).toHaveLength(history.length);
    for (const { json } of records) expect(json).toContain(hashes.artifact);
    expect(records[1]?.json).toContain(MARY.id);
    expect(records.map(({ json }) => json).join()).not.toContain('It is stopping');
    expect((await verifyChain(ledger.audit)).broken).toBeNull();
    await ledger.database.deleteFrom('audit').where('sequence', '=', 2).execute();
    expect((await verifyChain(ledger.audit)).broken?.sequence).toBe(3);
  });
});
