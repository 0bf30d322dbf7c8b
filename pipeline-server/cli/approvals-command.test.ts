import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../contracts/approvals.ts';
import { draftOf } from '../test/ledger-fakes.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { runXops } from '../test/run-xops.ts';

let folder: string;
let request: ApprovalRequest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-approvals-'));
  const clock = { now: () => new Date() };
  const ledger = await openLedgerWorld({ file: path.join(folder, 'xops.db'), clock });
  request = await ledger.approvals.request(draftOf());
});
afterEach(() => rm(folder, { recursive: true }));

const xops = (...args: readonly string[]) => runXops({ DATA_DIR: folder }, args);

async function keyFile(person: string, group = 'approvers'): Promise<string> {
  const { out } = await xops('keys', 'create', '--person', person, '--group', group);
  const file = path.join(folder, `${person}.key`);
  await writeFile(file, out);
  return file;
}

describe('xops approvals', () => {
  it('lists and shows what waits, with the hash that a decision names', async () => {
    expect((await xops('approvals', 'list')).out).toContain(request.id);
    const shown = await xops('approvals', 'show', request.id);
    expect(shown.out).toContain(request.hashes.artifact);
    expect(shown.out).toContain('Start it again.');
    const json = JSON.parse((await xops('approvals', 'show', request.id, '--json')).out);
    expect(json.request).toEqual(request);
  });

  it('approves with a personal key, by the first digits of the hash', async () => {
    const key = await keyFile('mary@example.com');
    const plan = request.hashes.artifact.slice(7, 19);
    const { code, out } = await xops(
      'approvals',
      'approve',
      request.id,
      '--plan',
      plan,
      '--key-file',
      key,
    );
    expect({ code, out }).toEqual({ code: 0, out: 'Approved: Stop 1 idle EC2 instance\n' });
    const again = await xops('approvals', 'approve', request.id, '--plan', plan, '--key-file', key);
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringContaining('nothing to decide any more'),
    ]);
  });

  it('rejects with reasons', async () => {
    const key = await keyFile('mary@example.com');
    const common = ['--plan', request.hashes.artifact, '--key-file', key];
    const bare = await xops('approvals', 'reject', request.id, ...common);
    expect([bare.code, bare.err]).toEqual([1, expect.stringContaining('a correction are needed')]);
    const reasons = ['--comment', 'Not now.', '--instead', 'Resize it.', '--why', 'Month end.'];
    expect((await xops('approvals', 'reject', request.id, ...common, ...reasons)).out).toContain(
      'Rejected',
    );
  });

  it('refuses who asked, who may not, and another plan', async () => {
    const plan = ['--plan', request.hashes.artifact];
    const own = await keyFile('erin@example.com');
    const stranger = await keyFile('eve@example.com', 'dev');
    const mary = await keyFile('mary@example.com');
    const approve = (...more: readonly string[]) =>
      xops('approvals', 'approve', request.id, ...more);
    expect((await approve(...plan, '--key-file', own)).err).toContain(
      'You asked for this yourself',
    );
    expect((await approve(...plan, '--key-file', stranger)).err).toContain(
      'policy does not let you',
    );
    const other = await approve('--plan', '0'.repeat(12), '--key-file', mary);
    expect(other.err).toContain('not the plan of this request');
  });

  it.each([
    [['approve', 'x'], '--key-file'],
    [['approve', 'x', '--key-file', '/none'], 'cannot be read'],
    [['dance', 'x'], '"dance" is none of'],
    [['list', 'x', 'y', 'z'], 'Unexpected argument'],
    [['show', 'none'], 'There is no request'],
  ])('%j is refused with what to do', async (args, reason) => {
    const { code, err } = await xops('approvals', ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('prints the policy of approvers', async () => {
    expect((await xops('approvals', 'policy')).out).toContain('production-approvers');
  });
});

describe('xops keys', () => {
  it('lists keys without their text, and revokes them', async () => {
    const { out } = await xops('keys', 'create', '--person', 'Mary@example.com', '--json');
    const { id, key, person } = JSON.parse(out);
    expect(person).toBe('mary@example.com');
    const listed = await xops('keys', 'list', '--json');
    expect(listed.out).toContain(id);
    expect(listed.out).not.toContain(key);
    expect((await xops('keys', 'revoke', id)).code).toBe(0);
    expect((await xops('keys', 'revoke', id)).code).toBe(2);
    expect((await xops('keys', 'list')).out).toContain('no personal keys');
  });

  it.each([
    [[]],
    [['create']],
    [['create', '--person', 'mary']],
    [['create', '--person', 'a@b', '--days', '9999']],
  ])('%j is refused', async (args) => {
    expect((await xops('keys', ...args)).code).toBe(2);
  });
});

describe('xops freeze', () => {
  it('is on with a reason until it is off', async () => {
    expect((await xops('freeze', 'status')).out).toBe('Nothing is stopped.\n');
    expect((await xops('freeze', 'on')).code).toBe(2);
    expect((await xops('freeze', 'on', 'incident 7')).out).toContain('incident 7');
    expect(JSON.parse((await xops('freeze', 'status', '--json')).out)).toMatchObject({
      reason: 'incident 7',
    });
    expect((await xops('freeze', 'off')).out).toBe('Nothing is stopped.\n');
    expect((await xops('audit', 'export')).out).toMatch(
      /execution\.stopped[\s\S]*execution\.allowed/,
    );
  });
});
