import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnswerKeeper } from './answer-keeper.ts';
import { createEvidenceStore } from './evidence-store.ts';
import { sha256Of } from './sha256.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-answers-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function start(options: { room?: number; mostWaiting?: number; logged?: object[] } = {}) {
  const { room = 1_000_000, logged = [], mostWaiting } = options;
  const keep = (fields: object) => void logged.push(fields);
  const store = createEvidenceStore(folder, clock);
  let looked = 0;
  const keeper = createAnswerKeeper({
    store,
    log: { debug: keep, info: keep, warn: keep, error: keep },
    makeRoom: async () => {
      looked += 1;
      return looked === 1 ? room : 0;
    },
    ...(mostWaiting === undefined ? {} : { mostWaiting }),
  });
  return { keeper, store, looked: () => looked };
}

const answer = (number: number) => JSON.stringify({ answer: { number }, request: {} });

describe('the keeper of answers', () => {
  it('keeps each answer under its hash, and reads it back as it was', async () => {
    const { keeper, store } = start();
    const texts = [1, 2, 3].map(answer);
    for (const text of [...texts, ...texts]) keeper.keep(sha256Of(text), text);
    await keeper.settle();
    for (const text of texts) {
      expect(await store.read(sha256Of(text))).toEqual({ json: text, intact: true });
    }
    expect(await store.read('0'.repeat(64))).toBeNull();
    expect(await store.read('../../etc/passwd')).toBeNull();
  });

  it('says of a changed file that it is not what was kept', async () => {
    const { keeper, store } = start();
    keeper.keep(sha256Of(answer(1)), answer(1));
    await keeper.settle();
    const hash = sha256Of(answer(1)).slice('sha256:'.length);
    const file = path.join(folder, 'sha256', hash.slice(0, 2), `${hash}.json`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('1', '2'));
    expect(await store.read(hash)).toMatchObject({ intact: false });
  });

  it('never keeps what may hold a secret', async () => {
    const logged: object[] = [];
    const { keeper, store } = start({ logged });
    const text = JSON.stringify({ answer: { masterUserPassword: 'hunter2' }, request: {} });
    keeper.keep(sha256Of(text), text);
    await keeper.settle();
    expect(await store.read(sha256Of(text))).toBeNull();
    expect(logged).toEqual([{ waiting: 0, full: 0, secret: 1 }]);
  });

  it('leaves out what does not fit in memory, and says how much', async () => {
    const logged: object[] = [];
    const { keeper } = start({ mostWaiting: 100, logged });
    for (let number = 0; number < 10; number += 1) {
      keeper.keep(sha256Of(answer(number)), answer(number));
    }
    await keeper.settle();
    expect(logged).toEqual([{ waiting: 8, full: 0, secret: 0 }]);
  });

  it('stops at the room there is, and does not look for more each time', async () => {
    const logged: object[] = [];
    const { keeper, looked } = start({ room: 80, logged });
    for (let number = 0; number < 10; number += 1) {
      keeper.keep(sha256Of(answer(number)), answer(number));
    }
    await keeper.settle();
    expect(logged).toEqual([{ waiting: 0, full: 8, secret: 0 }]);
    expect(looked()).toBe(2);
  });
});
