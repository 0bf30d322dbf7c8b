import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PseudonymVault } from '../contracts/pseudonyms.ts';
import { createTestClock } from '../test/request-context.ts';
import { openDatabase, type StateDatabase } from './database.ts';
import { createMemoryPseudonymVault, createPseudonymVault } from './pseudonym-vault.ts';
import { createSeal } from './seal.ts';

const DAY_MS = 86_400_000;
const JANE = { token: 'user-AAAAAA@mail', value: 'jane@bank.example' };
const JOHN = { token: 'user-BBBBBB@mail', value: 'john@bank.example' };

let directory = '';
const opened: StateDatabase[] = [];
const clock = createTestClock();

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'xops-vault-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.destroy()));
  await rm(directory, { recursive: true, force: true });
});

async function openVault(secrets: readonly string[] = ['one']): Promise<PseudonymVault> {
  const database = await openDatabase(path.join(directory, 'xops.db'));
  opened.push(database);
  const [key = ''] = secrets;
  return createPseudonymVault(database, { clock, seal: createSeal(secrets), key, keepDays: 30 });
}

describe.each([
  ['embedded', openVault],
  ['memory', async () => createMemoryPseudonymVault()],
])('the %s vault', (_name, create) => {
  it('keeps the pseudonyms of each chat apart', async () => {
    const vault = await create();
    expect(await vault.add('a', [JANE])).toEqual([JANE]);
    expect(await vault.read('a')).toEqual([JANE]);
    expect(await vault.read('b')).toEqual([]);
  });

  it('lets the first stand, of a token and of a value', async () => {
    const vault = await create();
    await vault.add('a', [JANE]);
    expect(await vault.add('a', [{ ...JOHN, token: JANE.token }])).toEqual([]);
    expect(await vault.add('a', [{ ...JANE, token: JOHN.token }, JOHN])).toEqual(
      expect.arrayContaining([JANE, JOHN]),
    );
  });

  it('lets one stand of those that come at once', async () => {
    const vault = await create();
    const tokens = ['user-CCCCCC@mail', 'user-DDDDDD@mail', 'user-EEEEEE@mail'];
    const standing = await Promise.all(
      tokens.map((token) => vault.add('a', [{ token, value: JANE.value }])),
    );
    expect(new Set(standing.flat().map(({ token }) => token)).size).toBe(1);
  });

  it('keeps as many as a long chat has', async () => {
    const vault = await create();
    const many = Array.from({ length: 6000 }, (_, index) => ({
      token: `id-${index}`,
      value: `value ${index}`,
    }));
    expect(await vault.add('a', many)).toHaveLength(6000);
  });
});

describe('the embedded vault', () => {
  it('shows neither value nor key in its file', async () => {
    const vault = await openVault(['the-secret-key']);
    await vault.add('a', [JANE]);
    await opened.splice(0)[0]?.destroy();
    const names = await readdir(directory);
    const files = await Promise.all(
      names.map((name) => readFile(path.join(directory, name), 'latin1')),
    );
    const file = files.join('');
    expect(file.includes(JANE.token)).toBe(true);
    expect(file.includes('jane@')).toBe(false);
    expect(file.includes('the-secret-key')).toBe(false);
  });

  it('reads after a restart, with a new key in front too, and nothing without the key', async () => {
    await (await openVault(['one'])).add('a', [JANE]);
    const rotated = await openVault(['two', 'one']);
    expect(await rotated.read('a')).toEqual([JANE]);
    expect(await (await openVault(['three'])).read('a')).toEqual([]);
  });

  it('forgets after the days without use, and counts them anew with each use', async () => {
    const vault = await openVault();
    await vault.add('a', [JANE]);
    clock.advance(29 * DAY_MS);
    expect(await vault.read('a')).toEqual([JANE]);
    clock.advance(29 * DAY_MS);
    expect(await vault.read('a')).toEqual([JANE]);
    clock.advance(31 * DAY_MS);
    expect(await vault.read('a')).toEqual([]);
    await vault.add('b', [JOHN]);
    const rows = await opened[0]?.selectFrom('pseudonyms').select('chat_id').execute();
    expect(rows).toEqual([{ chat_id: 'b' }]);
  });
});
