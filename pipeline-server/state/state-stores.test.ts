import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChatClasses, opinionFingerprint } from '../contracts/chat-classes.ts';
import type { DataClass } from '../contracts/sovereignty.ts';
import type { LedgerEntry, SpendLedger } from '../contracts/spending.ts';
import type { ChatStore, ValvesStore } from '../contracts/state.ts';
import { createChatClasses, createMemoryChatClasses } from './chat-classes.ts';
import { createChatStore, createMemoryChatStore } from './chat-store.ts';
import { openDatabase, type StateDatabase } from './database.ts';
import { createMemorySpendLedger, createSpendLedger } from './spend-ledger.ts';
import { createMemoryValvesStore, createValvesStore } from './valves-store.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };

let directory = '';
const opened: StateDatabase[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'xops-state-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.destroy()));
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<StateDatabase> {
  const database = await openDatabase(path.join(directory, 'nested', 'xops.db'));
  opened.push(database);
  return database;
}

interface Stores {
  readonly valves: ValvesStore;
  readonly chats: ChatStore;
  readonly ledger: SpendLedger;
  readonly classes: ChatClasses;
}

const implementations: readonly [string, () => Promise<Stores>][] = [
  [
    'embedded',
    async () => {
      const database = await open();
      return {
        valves: createValvesStore(database, clock),
        chats: createChatStore(database, clock),
        ledger: createSpendLedger(database),
        classes: createChatClasses(database, clock),
      };
    },
  ],
  [
    'memory',
    async () => ({
      valves: createMemoryValvesStore(),
      chats: createMemoryChatStore(),
      ledger: createMemorySpendLedger(),
      classes: createMemoryChatClasses(),
    }),
  ],
];

describe.each(implementations)('the %s stores', (_name, create) => {
  it('reads null for what was never written', async () => {
    const { valves, chats } = await create();
    expect(await valves.read('nope')).toBeNull();
    expect(await chats.read('nope')).toBeNull();
  });

  it('keeps valves of each plugin apart and the last write wins', async () => {
    const { valves } = await create();
    await valves.write('a', { limit: 1 });
    await valves.write('b', { limit: 2 });
    await valves.write('a', { limit: 3, list: ['*'], on: false, text: 'it\'s "quoted" – ünï' });
    expect(await valves.read('a')).toEqual({
      limit: 3,
      list: ['*'],
      on: false,
      text: 'it\'s "quoted" – ünï',
    });
    expect(await valves.read('b')).toEqual({ limit: 2 });
  });

  it('forgets removed valves, and removing twice is no error', async () => {
    const { valves } = await create();
    await valves.write('a', { limit: 1 });
    await valves.remove('a');
    await valves.remove('a');
    expect(await valves.read('a')).toBeNull();
  });

  it('hands out copies: changing a value read does not change what is stored', async () => {
    const { chats } = await create();
    const state = { findings: [{ id: 'i-1' }] };
    await chats.write('c', state);
    state.findings.push({ id: 'i-2' });
    expect(await chats.read('c')).toEqual({ findings: [{ id: 'i-1' }] });
  });

  it.each([
    ['null', null],
    ['undefined, which JSON does not know', undefined],
    ['a plain text', 'text'],
    ['a deep value', { a: [{ b: null }, 1.5, true] }],
  ])('keeps %s', async (_what, state) => {
    const { chats } = await create();
    await chats.write("'; drop table chats; --", state);
    expect(await chats.read("'; drop table chats; --")).toEqual(state ?? null);
  });

  it('takes many writes at once', async () => {
    const { chats } = await create();
    const ids = Array.from({ length: 50 }, (_, index) => `chat-${index}`);
    await Promise.all(ids.map((id) => chats.write(id, { id })));
    expect(await Promise.all(ids.map((id) => chats.read(id)))).toEqual(ids.map((id) => ({ id })));
  });
});

const spend = (changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  day: '2026-11-23',
  identity: 'alice',
  amount: 10_000,
  limits: { person: 30_000, everyone: 50_000 },
  ...changes,
});

describe.each(implementations)('the %s ledger', (_name, create) => {
  it('counts side by side requests exactly, and refuses the first one too many', async () => {
    const { ledger } = await create();
    const asked = await Promise.all(Array.from({ length: 8 }, () => ledger.add(spend())));
    expect(asked.filter((refusal) => refusal === null)).toHaveLength(3);
    expect(asked.find((refusal) => refusal !== null)).toEqual({ whose: 'person', spent: 30_000 });
  });

  it('counts people apart and all of them together, and a refusal counts nowhere', async () => {
    const { ledger } = await create();
    for (let use = 0; use < 3; use += 1) await ledger.add(spend());
    expect(await ledger.add(spend())).toEqual({ whose: 'person', spent: 30_000 });
    expect(await ledger.add(spend({ identity: 'bob' }))).toBeNull();
    expect(await ledger.add(spend({ identity: 'bob' }))).toBeNull();
    expect(await ledger.add(spend({ identity: 'carol' }))).toEqual({
      whose: 'everyone',
      spent: 50_000,
    });
    expect(await ledger.add(spend({ day: '2026-11-24' }))).toBeNull();
  });

  it('takes back what was not billed', async () => {
    const { ledger } = await create();
    for (let use = 0; use < 3; use += 1) await ledger.add(spend());
    await ledger.remove(spend());
    expect(await ledger.add(spend())).toBeNull();
    expect(await ledger.add(spend())).toEqual({ whose: 'person', spent: 30_000 });
  });
});

describe.each(implementations)('the %s classes of chats', (_name, create) => {
  it('only rise, also when turns come at once', async () => {
    const { classes } = await create();
    expect(await classes.read('c')).toBeNull();
    await Promise.all(
      (['INTERNAL', 'RESTRICTED', 'CONFIDENTIAL', 'PUBLIC'] as const).map((dataClass) =>
        classes.raise('c', { class: dataClass, fingerprints: [dataClass] }),
      ),
    );
    expect(await classes.read('c')).toMatchObject({ class: 'RESTRICTED', released: new Set() });
  });

  it('are lowered for what was found so far, and for nothing that comes later', async () => {
    const { classes } = await create();
    await classes.raise('c', { class: 'RESTRICTED', fingerprints: ['a', 'b'] });
    expect(await classes.lower('c', 'INTERNAL')).toBe(true);
    await classes.raise('c', { class: 'INTERNAL', fingerprints: ['a', 'later'] });
    expect(await classes.read('c')).toMatchObject({
      class: 'INTERNAL',
      released: new Set(['a', 'b']),
    });
    expect(await classes.lower('unknown', 'INTERNAL')).toBe(false);
  });

  it('tell second opinions until an admin releases them', async () => {
    const { classes } = await create();
    const given = (dataClass: DataClass, hash: string) =>
      classes.raise('c', { class: dataClass, fingerprints: [opinionFingerprint(dataClass, hash)] });
    await classes.raise('c', { class: 'RESTRICTED', fingerprints: ['a'] });
    expect(await classes.read('c')).toMatchObject({ opinion: 'PUBLIC' });
    await given('CONFIDENTIAL', 'x');
    await given('INTERNAL', 'y');
    expect(await classes.read('c')).toMatchObject({ opinion: 'CONFIDENTIAL' });
    await classes.lower('c', 'PUBLIC');
    await given('CONFIDENTIAL', 'x');
    expect(await classes.read('c')).toMatchObject({ opinion: 'PUBLIC' });
    await given('RESTRICTED', 'z');
    expect(await classes.read('c')).toMatchObject({ opinion: 'RESTRICTED' });
  });

  it('keep as many findings as a long chat has', async () => {
    const { classes } = await create();
    const fingerprints = Array.from({ length: 12_000 }, (_, index) => `f${index}`);
    await classes.raise('c', { class: 'CONFIDENTIAL', fingerprints });
    await classes.lower('c', 'PUBLIC');
    expect((await classes.read('c'))?.released.size).toBe(12_000);
  });
});

describe('the embedded store', () => {
  it('remembers after a restart what was spent', async () => {
    const first = await open();
    await createSpendLedger(first).add(spend({ amount: 30_000 }));
    await first.destroy();
    opened.splice(0);
    const refusal = await createSpendLedger(await open()).add(spend());
    expect(refusal).toEqual({ whose: 'person', spent: 30_000 });
  });

  it('counts together with another process on the same store', async () => {
    const ledgers = [createSpendLedger(await open()), createSpendLedger(await open())];
    const asked = await Promise.all(
      [1, 2, 3, 4, 5].flatMap(() => ledgers.map((ledger) => ledger.add(spend()))),
    );
    expect(asked.filter((refusal) => refusal === null)).toHaveLength(3);
  });

  it('survives closing and opening, and migrates only once', async () => {
    const first = await open();
    await createValvesStore(first, clock).write('a', { limit: 1 });
    await first.destroy();
    opened.splice(0);
    expect(await createValvesStore(await open(), clock).read('a')).toEqual({ limit: 1 });
  });

  it('shows one connection what another has written', async () => {
    const [one, two] = [await open(), await open()];
    await createValvesStore(one, clock).write('a', { limit: 1 });
    expect(await createValvesStore(two, clock).read('a')).toEqual({ limit: 1 });
  });

  it('says which file is not a database', async () => {
    const file = path.join(directory, 'xops.db');
    await writeFile(file, 'this is not a database at all, just some text '.repeat(100));
    await expect(openDatabase(file)).rejects.toThrow(file);
  });
});
