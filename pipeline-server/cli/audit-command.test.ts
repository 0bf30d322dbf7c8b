import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditLog } from '../state/audit-log.ts';
import { openDatabase } from '../state/database.ts';
import { draftOf } from '../test/ledger-fakes.ts';
import { openLedgerWorld } from '../test/ledger-world.ts';
import { runXops } from '../test/run-xops.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-audit-'));
  const database = await openDatabase(path.join(folder, 'xops.db'));
  const log = createAuditLog(database, () => undefined);
  for (const action of ['allow', 'block', 'route-local']) {
    await log.append({ at: '2026-11-28T10:00:00.000Z', kind: 'decided', facts: { action } });
  }
  await database.destroy();
});
afterEach(() => rm(folder, { recursive: true }));

const xops = (...args: readonly string[]) => runXops({ DATA_DIR: folder }, args);

async function change(statement: string): Promise<void> {
  const database = await openDatabase(path.join(folder, 'xops.db'));
  const { sql } = await import('kysely');
  await sql.raw(statement).execute(database);
  await database.destroy();
}

describe('xops audit', () => {
  it('says that all records are intact, and where the chain ends', async () => {
    const { code, out } = await xops('audit', 'verify');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^3 records, all intact\. Head: 3:sha256:[0-9a-f]{64}\n$/),
    });
  });

  it('names the first record that was edited in the database', async () => {
    await change(`UPDATE audit SET json = replace(json, 'block', 'allow') WHERE sequence = 2`);
    const { code, out } = await xops('audit', 'verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ intact: 1, broken: { sequence: 2 } });
  });

  it('shows a cut tail by a head that was published', async () => {
    const { out } = await xops('audit', 'verify', '--json');
    const { head } = JSON.parse(out) as { head: { sequence: number; hash: string } };
    const published = `${head.sequence}:${head.hash}`;
    expect(await xops('audit', 'verify', '--head', published)).toMatchObject({ code: 0 });
    await change('DELETE FROM audit WHERE sequence = 3');
    expect(await xops('audit', 'verify')).toMatchObject({ code: 0 });
    expect(await xops('audit', 'verify', '--head', published)).toMatchObject({
      code: 1,
      out: expect.stringContaining('ends before the published record'),
    });
  });

  it('shows a cut tail by a file of what was published, whichever way', async () => {
    const { out } = await xops('audit', 'verify', '--json');
    const { head } = JSON.parse(out) as { head: { sequence: number; hash: string } };
    const published = JSON.stringify({ at: '2026-11-28T10:00:00.000Z', ...head });
    const lines = [
      `{"level":30,"head":"${head.sequence}:${head.hash}","msg":"audit head"}`,
      published,
      JSON.stringify({ Type: 'Notification', Message: published }),
    ];
    const files = lines.map((_line, index) => path.join(folder, `heads-${index}.log`));
    for (const [index, line] of lines.entries())
      await writeFile(files[index] ?? '', `{"msg":"ready"}\n${line}\n`);
    const verify = (file: string) => xops('audit', 'verify', '--published', file);
    for (const file of files) expect(await verify(file)).toMatchObject({ code: 0 });
    await change('DELETE FROM audit WHERE sequence = 3');
    for (const file of files) {
      expect(await verify(file)).toMatchObject({
        code: 1,
        out: expect.stringContaining('ends before the published record'),
      });
    }
    expect(await verify(path.join(folder, 'xops.db'))).toMatchObject({ code: 2 });
    expect(await verify(path.join(folder, 'nosuch'))).toMatchObject({ code: 2 });
  });

  it('names a request for approval that is not what the chain has witnessed', async () => {
    const { approvals } = await openLedgerWorld({ file: path.join(folder, 'xops.db') });
    const { id } = await approvals.request(draftOf());
    expect(await xops('audit', 'verify')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Requests for approval that agree with them: 1'),
    });
    await change(`UPDATE approvals SET status = 'APPROVED'`);
    expect(await xops('audit', 'verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`Request ${id}: its status is APPROVED, and PENDING`),
    });
  });

  it('exports records that can be checked without this program', async () => {
    const { out } = await xops('audit', 'export');
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const { previous, hash, ...content } = JSON.parse(line) as Record<string, unknown>;
      const text = `${String(previous)}\n${JSON.stringify(content)}`;
      expect(hash).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
    }
  });

  it('refuses arguments that make no sense', async () => {
    for (const wrong of [['verify', '--head', '3'], ['sing'], [], ['export', 'all']]) {
      expect(await xops('audit', ...wrong)).toMatchObject({ code: 2, out: '' });
    }
  });
});
