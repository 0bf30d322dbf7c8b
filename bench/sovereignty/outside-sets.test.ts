import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOutsideSets, scoreOutsideSets } from './outside-sets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (...texts: readonly object[]) => texts.map((text) => JSON.stringify(text)).join('\n');

it('scores each set, and their means over the sets that have such texts', () => {
  const yes = (text: string) => ({ text, sensitive: true });
  const no = (text: string) => ({ text, sensitive: false, source: 'elsewhere' });
  writeFileSync(join(folder, 'b.jsonl'), lines(no('flag'), no('x'), no('y'), no('z')));
  writeFileSync(join(folder, 'a.jsonl'), `${lines(yes('flag'), yes('x'), no('x'))}\n\n`);
  writeFileSync(join(folder, 'readme.md'), 'not a set');
  const isFlagged = (text: string) => text === 'flag';
  expect(scoreOutsideSets(readOutsideSets(folder), isFlagged)).toEqual([
    { set: 'a', sensitive: 2, recall: 0.5, harmless: 1, falsePositiveRate: 0 },
    { set: 'b', sensitive: 0, recall: null, harmless: 4, falsePositiveRate: 0.25 },
    { set: 'mean of the sets', sensitive: 2, recall: 0.5, harmless: 5, falsePositiveRate: 0.125 },
  ]);
});

it.each(['{"text": "x"}', '{"text": 1, "sensitive": true}', 'x', '[]'])(
  'names the line that is no labelled text: %s',
  (line) => {
    writeFileSync(join(folder, 'a.jsonl'), `${lines({ text: 'x', sensitive: true })}\n${line}`);
    expect(() => readOutsideSets(folder)).toThrow('a.jsonl:2');
  },
);

it('says so where a folder has no sets', () => {
  for (const none of [folder, join(folder, 'none')])
    expect(() => readOutsideSets(none)).toThrow(`no file NAME.jsonl in ${none}`);
});
