import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteDatabase } from 'kysely';
import Database from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { keepStatements } from './kept-statements.ts';

function open() {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-statements-'));
  const file = path.join(folder, 'a.db');
  const inner = new Database(file);
  inner.exec('create table words (id integer primary key, word text)');
  let prepared = 0;
  const counted = {
    close: () => inner.close(),
    prepare(sql: string) {
      prepared += 1;
      return inner.prepare(sql);
    },
  } as unknown as SqliteDatabase;
  const database = keepStatements(counted);
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const words = () => database.prepare('select word from words order by id').all([]);
  return { file, database, words, prepared: () => prepared };
}

const INSERT = 'insert into words values (?, ?)';

it('prepares a statement that writes once, and one that reads anew', () => {
  const { database, words, prepared } = open();
  for (const id of [1, 2, 3]) database.prepare(INSERT).run([id, `word ${id}`]);
  expect(prepared()).toBe(1);
  expect(words()).toEqual([{ word: 'word 1' }, { word: 'word 2' }, { word: 'word 3' }]);
  words();
  expect(prepared()).toBe(3);
});

it('goes on with a statement that failed, by a value or since another was writing', () => {
  const { file, database, words } = open();
  const insert = (id: number) => database.prepare(INSERT).run([id, 'a']);
  insert(1);
  expect(() => insert(1)).toThrow(/UNIQUE/);
  const other = new Database(file);
  other.exec('begin immediate');
  expect(() => insert(2)).toThrow(/locked/);
  other.exec('commit');
  other.close();
  insert(2);
  expect(words()).toHaveLength(2);
});

it('goes on when a table was changed meanwhile', () => {
  const { database, words } = open();
  const insert = (id: number) =>
    database.prepare('insert into words (id, word) values (?, ?)').run([id, 'a']);
  insert(1);
  database.prepare('alter table words add column note text').run([]);
  insert(2);
  expect(words()).toHaveLength(2);
});

it('keeps only so many', () => {
  const { database, prepared } = open();
  const insert = (at: number) => database.prepare(`delete from words where id = ${at}`).run([]);
  for (let at = 0; at < 65; at += 1) insert(at);
  insert(64);
  expect(prepared()).toBe(65);
  insert(0);
  expect(prepared()).toBe(66);
});
