import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditLog, AuditRecord } from '../contracts/audit.ts';
import { type ChainHead, verifyChain } from './audit-chain.ts';
import { createAuditLog, createMemoryAuditLog } from './audit-log.ts';
import { openDatabase, type StateDatabase } from './database.ts';

let directory = '';
const opened: StateDatabase[] = [];
const heads: ChainHead[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'xops-audit-'));
});

afterEach(async () => {
  heads.length = 0;
  await Promise.all(opened.splice(0).map((database) => database.destroy()));
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<StateDatabase> {
  const database = await openDatabase(path.join(directory, 'xops.db'));
  opened.push(database);
  return database;
}

const publish = (head: ChainHead) => void heads.push(head);

const entry = (number: number): AuditEntry => ({
  at: '2026-11-28T10:00:00.000Z',
  kind: 'model.request.decided',
  facts: { number, action: 'route-local', counts: { tfn: 1 } },
});

const implementations: readonly [string, () => Promise<AuditLog>][] = [
  ['embedded', async () => createAuditLog(await open(), publish)],
  ['memory', async () => createMemoryAuditLog(publish)],
];

async function append(log: AuditLog, count: number): Promise<readonly AuditRecord[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => log.append(entry(index))));
}

/** A chain whose records somebody has laid hands on. */
function forged(records: readonly AuditRecord[]): Pick<AuditLog, 'read'> {
  return {
    read: async ({ after, limit }) =>
      records.filter(({ sequence }) => sequence > after).slice(0, limit),
  };
}

describe.each(implementations)('the %s audit log', (_name, create) => {
  it('chains what is appended at once, in order and without gaps', async () => {
    const log = await create();
    const records = await append(log, 120);
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
    expect(await log.read({ after: 0, limit: 500 })).toEqual(records);
    expect(await verifyChain(log)).toMatchObject({ intact: 120, broken: null });
    expect(heads.at(-1)).toMatchObject({ sequence: 120, hash: records.at(-1)?.hash });
  });

  it('reads in pages', async () => {
    const log = await create();
    await append(log, 5);
    const page = await log.read({ after: 2, limit: 2 });
    expect(page.map(({ sequence }) => sequence)).toEqual([3, 4]);
  });

  it('hands out its end, the newest first', async () => {
    const log = await create();
    expect(await log.latest(3)).toEqual([]);
    await append(log, 5);
    void log.appendLater(entry(5));
    expect((await log.latest(3)).map(({ sequence }) => sequence)).toEqual([6, 5, 4]);
    expect(await log.latest(9)).toHaveLength(6);
  });

  it('writes what nobody waits for with the next record, on a read, and by itself soon', async () => {
    const log = await create();
    const later = log.appendLater(entry(0));
    expect((await log.append(entry(1))).sequence).toBe(2);
    expect((await later).sequence).toBe(1);
    void log.appendLater(entry(2));
    expect(await log.read({ after: 2, limit: 9 })).toHaveLength(1);
    expect((await log.appendLater(entry(3))).sequence).toBe(4);
  });

  it('has written all when it is flushed', async () => {
    const log = await create();
    const waited: number[] = [];
    void log.appendLater(entry(0)).then(({ sequence }) => waited.push(sequence));
    void log.append(entry(1)).then(({ sequence }) => waited.push(sequence));
    await log.flush();
    expect(waited).toEqual([1, 2]);
    await log.flush();
  });

  it('shares one write among what is appended in one turn, wherever that is done', async () => {
    const log = await create();
    const inMicrotasks = async (number: number) => {
      for (let wait = 0; wait < number; wait += 1) await Promise.resolve();
      return await log.append(entry(number));
    };
    await Promise.all(Array.from({ length: 64 }, (_, number) => inMicrotasks(number)));
    expect(heads.map(({ sequence }) => sequence)).toEqual([64]);
  });

  it('holds a chain of no records to be intact', async () => {
    expect(await verifyChain(await create())).toMatchObject({ intact: 0, broken: null });
  });
});

describe('the embedded audit log', () => {
  it('makes one chain of what two processes append', async () => {
    const logs = [createAuditLog(await open(), publish), createAuditLog(await open(), publish)];
    await Promise.all(logs.flatMap((log) => [append(log, 40), append(log, 1)]));
    expect(await verifyChain(createAuditLog(await open(), publish))).toMatchObject({
      intact: 82,
      broken: null,
    });
  });

  it('follows what another process has appended since its own last record', async () => {
    const [ours, theirs] = [
      createAuditLog(await open(), publish),
      createAuditLog(await open(), publish),
    ];
    await append(ours, 2);
    await append(theirs, 3);
    expect((await ours.append(entry(9))).sequence).toBe(6);
    expect((await verifyChain(ours)).broken).toBeNull();
  });

  it('goes on after a restart', async () => {
    const first = await open();
    await append(createAuditLog(first, publish), 3);
    await first.destroy();
    opened.splice(0);
    const log = createAuditLog(await open(), publish);
    expect((await log.append(entry(4))).sequence).toBe(4);
    expect((await verifyChain(log)).broken).toBeNull();
  });

  it('tells who appends that the store is gone', async () => {
    const database = await open();
    const log = createAuditLog(database, publish);
    await database.destroy();
    opened.splice(0);
    await expect(log.append(entry(1))).rejects.toThrow();
  });
});

describe('verifying a chain', () => {
  it('names the first record that was changed, removed or put in', async () => {
    const records = await append(createMemoryAuditLog(), 30);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 28 }),
        fc.constantFrom('change', 'remove', 'swap', 'rehash'),
        async (index, harm) => {
          const { broken } = await verifyChain(forged(harmed(records, index, harm)));
          expect(broken?.sequence).toBe(harm === 'remove' ? index + 2 : index + 1);
        },
      ),
    );
  });

  it('shows by a published head that the end was cut off or written anew', async () => {
    const records = await append(createMemoryAuditLog(), 10);
    const [other] = await append(createMemoryAuditLog(), 1);
    const head = records.slice(-1);
    expect((await verifyChain(forged(records), head)).broken).toBeNull();
    expect((await verifyChain(forged(records.slice(0, 8)), head)).broken).toEqual({
      sequence: 9,
      reason: 'the chain ends before the published record',
    });
    const published = { sequence: 1, hash: 'sha256:another' };
    expect((await verifyChain(forged(records), [published])).broken).toMatchObject({ sequence: 1 });
    expect(other?.sequence).toBe(1);
  });
});

function harmed(
  records: readonly AuditRecord[],
  index: number,
  harm: string,
): readonly AuditRecord[] {
  const copy = records.map((record) => ({ ...record }));
  const [record] = copy.slice(index, index + 1);
  if (record === undefined) return copy;
  if (harm === 'remove') return copy.toSpliced(index, 1);
  if (harm === 'rehash') record.hash = record.previous;
  else record.json = record.json.replace('route-local', 'allow');
  return copy;
}
