import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFakeFocus } from '../../pipeline-server/test/fake-focus.ts';
import { createAskFocus, type FocusQuestion } from './ask-focus.ts';
import { conformantRow } from './test/conformant-row.ts';
import { focusCsv } from './write-csv.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
const run = { signal: new AbortController().signal, identity: 'test', report: () => undefined };

function question(changes: Partial<FocusQuestion> = {}): FocusQuestion {
  const scope = { source: 'cost-explorer', month: null, months: null, detail: 'account' } as const;
  return { ...scope, sql: 'SELECT sum(BilledCost) FROM focus', maximumRows: 10, ...changes };
}

it('asks Cost Explorer, and says what it is and what it cost', async () => {
  const reader = createFakeFocus();
  const ask = createAskFocus({ reader, folder: null, clock });
  expect(await ask(question(), run)).toMatchObject({
    rows: [['1234.567']],
    label: 'FOCUS 1.2 columns from Cost Explorer; not a conformant export',
    reasons: expect.arrayContaining([expect.stringContaining('ListCost')]),
    receipt: { costUsd: 0.09 },
    truncated: [],
  });
  expect(reader.asked).toMatchObject([{ month: null, months: 1, detail: 'account' }]);
});

it('asks files, and no AWS', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-focus-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'a.csv'), [...focusCsv([conformantRow()])].join(''));
  const written = await stat(path.join(folder, 'a.csv'));
  const reader = createFakeFocus();
  const ask = createAskFocus({ reader, folder, clock });
  const answer = await ask(question({ source: 'a.csv' }), run);
  expect(answer).toMatchObject({
    rows: [['0.1']],
    label: 'FOCUS export of 1 file',
    accounts: null,
    dataTime: written.mtime.toISOString(),
    reasons: [],
    receipt: null,
  });
  const september = await ask(question({ source: 'a.csv', month: '2026-09' }), run);
  expect(september.rows).toEqual([[null]]);
  expect(reader.asked).toEqual([]);
});

it('answers many questions in turn', async () => {
  const ask = createAskFocus({ reader: createFakeFocus(), folder: null, clock });
  const sql = 'SELECT count(*) FROM focus';
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(question({ sql }), run)));
  expect(answers.map(({ rows }) => rows)).toEqual(Array.from({ length: 8 }, () => [['1']]));
});

it('refuses files where no folder is configured, and bad SQL before it reads', async () => {
  const reader = createFakeFocus();
  const ask = createAskFocus({ reader, folder: null, clock });
  await expect(ask(question({ source: 'a.csv' }), run)).rejects.toThrow('XOPS_FOCUS_EXPORTS');
  await expect(ask(question({ sql: 'DELETE FROM focus' }), run)).rejects.toThrow('Only a SELECT');
  expect(reader.asked).toEqual([]);
});
