import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../contracts/approvals.ts';
import { draftOf, MARY, rejectionOf } from '../test/ledger-fakes.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { runXops } from '../test/run-xops.ts';

let folder: string;
let id: string;
let request: ApprovalRequest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-corrections-'));
  const { approvals } = await openLedgerWorld({ file: path.join(folder, 'xops.db') });
  const draft = draftOf();
  request = await approvals.request(draft);
  await approvals.decide(request.id, rejectionOf(draft.plan), MARY);
  id = `${request.id}:${MARY.id}`;
});
afterEach(() => rm(folder, { recursive: true }));

const xops = (...args: readonly string[]) => runXops({ DATA_DIR: folder }, args);

async function review(verb: string, person: string, group = 'approvers') {
  const { out } = await xops('keys', 'create', '--person', person, '--group', group);
  const file = path.join(folder, `${person}.key`);
  await writeFile(file, out);
  return await xops('corrections', verb, id, '--key-file', file, '--comment', 'Right.');
}

async function states() {
  const { out } = await xops('corrections', 'list', '--json');
  return (JSON.parse(out) as { state: string }[]).map(({ state }) => state);
}

describe('xops corrections', () => {
  it('lists what was decided with, as proposed and with where it comes from', async () => {
    const { out } = await xops('corrections', 'list', '--json');
    expect(JSON.parse(out)).toEqual([
      {
        id,
        approvalId: request.id,
        author: MARY.id,
        at: '2026-03-02T10:00:00.000Z',
        analyzer: 'cost.ec2.idle',
        planHash: request.hashes.artifact,
        proposed: request.plan.title,
        correction: { what: 'Wait for Monday.', why: 'Month end runs on it.' },
        state: 'proposed',
        review: null,
      },
    ]);
    expect((await xops('corrections', 'list')).out).toContain(id);
    expect((await xops('corrections', 'list', '--state', 'accepted', '--json')).out).toBe('[]\n');
  });

  it.each([
    ['accept', 'accepted'],
    ['decline', 'declined'],
  ])('takes %s of somebody else once', async (verb, state) => {
    expect(await review(verb, 'tom@example.com')).toMatchObject({ code: 0 });
    expect(await states()).toEqual([state]);
    expect(await review('decline', 'tim@example.com')).toMatchObject({
      code: 1,
      err: expect.stringContaining('reviewed before'),
    });
    expect((await xops('audit', 'export')).out).toContain('"correction.reviewed"');
    expect((await xops('audit', 'verify')).code).toBe(0);
  });

  it('is taken back by its author or by who may approve, and only once', async () => {
    await review('accept', 'tom@example.com');
    expect(await review('withdraw', MARY.id)).toMatchObject({ code: 0 });
    expect(await states()).toEqual(['withdrawn']);
    expect(await review('withdraw', 'tim@example.com')).toMatchObject({
      code: 1,
      err: expect.stringContaining('still shown'),
    });
    expect((await xops('audit', 'verify')).code).toBe(0);
  });

  it('takes the place of another, which is superseded with it', async () => {
    const world = await openLedgerWorld({ file: path.join(folder, 'xops.db') });
    const draft = draftOf();
    const second = await world.approvals.request(draft);
    await world.approvals.decide(second.id, rejectionOf(draft.plan), MARY);
    await review('accept', 'tom@example.com');
    const key = path.join(folder, 'tom@example.com.key');
    const later = `${second.id}:${MARY.id}`;
    const accept = ['accept', later, '--key-file', key, '--supersedes', id, '--days', '7'];
    expect(await xops('corrections', ...accept)).toMatchObject({ code: 0 });
    expect((await states()).toSorted()).toEqual(['accepted', 'superseded']);
  });

  it.each([
    ['its author', MARY.id, 'approvers', 'You wrote this yourself'],
    ['who asked for the change', 'erin@example.com', 'approvers', 'You asked for this yourself'],
    ['who may not approve it', 'eve@example.com', 'readers', 'does not let you'],
  ])('refuses a review by %s', async (...[, person, group, reason]) => {
    expect(await review('accept', person, group)).toMatchObject({
      code: 1,
      err: expect.stringContaining(reason),
    });
    expect(await states()).toEqual(['proposed']);
  });

  it.each([
    [['list', '--state', 'odd']],
    [['accept']],
    [['sing', 'x']],
    [['list', 'a', 'b']],
    [['accept', 'x']],
  ])('refuses %o', async (args) => {
    expect(await xops('corrections', ...args)).toMatchObject({ code: 2, out: '' });
  });
});
