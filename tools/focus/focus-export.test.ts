import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkFocus } from './check-focus.ts';
import { COLUMN_NAMES } from './columns.ts';
import { openDuckdb } from './duckdb.ts';
import { openFocusExport } from './focus-data.ts';
import { focusMonths } from './focus-months.ts';
import type { FocusRow } from './focus-row.ts';
import { conformantRow } from './test/conformant-row.ts';
import { focusCsv } from './write-csv.ts';
import { writeParquet } from './write-parquet.ts';

const OCTOBER = conformantRow();
const NOVEMBER: FocusRow = {
  ...OCTOBER,
  BilledCost: '-0.3',
  BillingPeriodStart: '2026-11-01T00:00:00Z',
  BillingPeriodEnd: '2026-12-01T00:00:00Z',
  ServiceName: '=cmd|calc',
};
const signal = new AbortController().signal;
const BOUNDS = { signal, maximumRows: 100, timeoutMs: 10_000 };

let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "focus o'exports-"));
  folder = path.join(root, 'exports');
  await mkdir(path.join(folder, 'data/billing_period=2026-10'), { recursive: true });
  await mkdir(path.join(folder, 'csv'));
  const parquet = (name: string) => path.join(folder, 'data', name);
  await writeParquet(parquet('billing_period=2026-10/one.snappy.parquet'), {
    rows: [OCTOBER, OCTOBER],
    label: 'test',
  });
  await writeParquet(parquet('two.parquet'), { rows: [NOVEMBER], label: "a 'label'" });
  const csv = [...focusCsv([OCTOBER, NOVEMBER])].join('');
  await writeFile(path.join(folder, 'csv/plain.csv'), csv);
  await writeFile(path.join(folder, 'csv/packed.csv.gz'), gzipSync(csv));
  await writeFile(path.join(root, 'outside.csv'), csv);
  await symlink(path.join(root, 'outside.csv'), path.join(folder, 'link.csv'));
  await writeFile(path.join(folder, 'notes.txt'), 'nothing');
  await writeFile(path.join(folder, 'broken.parquet'), 'PAR1 no');
});
afterAll(() => rm(root, { recursive: true }));

async function open(wanted: string, month: string | null = null, at = folder) {
  const now = new Date('2026-12-05T00:00:00Z');
  const months = month === null ? null : focusMonths({ month, count: 1, now });
  const opened = await openFocusExport({ folder: at, wanted, months, signal });
  onTestFinished(() => opened.close());
  return opened;
}

const TOTAL = 'SELECT count(*), sum(BilledCost) FROM focus';

describe('a FOCUS export', () => {
  it.each([
    ['data', 2, ['3', '-0.1']],
    ['data/**/*.parquet', 2, ['3', '-0.1']],
    ['data/billing_period=2026-10', 1, ['2', '0.2']],
    ['csv/plain.csv', 1, ['2', '-0.2']],
    ['csv/packed.csv.gz', 1, ['2', '-0.2']],
    ['csv', 2, ['4', '-0.4']],
    ['csv/*.csv', 1, ['2', '-0.2']],
  ])('is read from %s', async (wanted, files, total) => {
    const opened = await open(wanted);
    expect(opened.files).toBe(files);
    expect((await opened.query(TOTAL, BOUNDS)).rows).toEqual([total]);
  });

  it('is read from an absolute path within the folder', async () => {
    const opened = await open(path.join(folder, 'csv/plain.csv'));
    expect((await opened.query(TOTAL, BOUNDS)).rows).toEqual([['2', '-0.2']]);
  });

  it('is cut to a month', async () => {
    for (const wanted of ['data', 'csv/plain.csv']) {
      const { rows } = await (await open(wanted, '2026-11')).query(TOTAL, BOUNDS);
      expect(rows).toEqual([['1', '-0.3']]);
    }
  });

  it('has the types of FOCUS, whatever the file', async () => {
    const sql = `SELECT SubAccountId, typeof(BilledCost), typeof(ChargePeriodStart), Tags->>'team' FROM focus LIMIT 1`;
    for (const wanted of ['data', 'csv/packed.csv.gz']) {
      const { rows } = await (await open(wanted)).query(sql, BOUNDS);
      expect(rows).toEqual([['000000000002', 'DECIMAL(38,12)', 'TIMESTAMP', 'web']]);
    }
  });

  it('keeps its questions to its own files', async () => {
    const opened = await open('csv/plain.csv');
    const other = path.join(folder, 'csv/packed.csv.gz').replaceAll("'", "''");
    await expect(opened.query(`SELECT * FROM '${other}'`, BOUNDS)).rejects.toThrow('does not fit');
    await expect(opened.query(`FROM read_csv('${other}')`, BOUNDS)).rejects.toThrow('read_csv');
  });

  it('keeps a spreadsheet from running what is in it, and reads it back', async () => {
    const lines = [...focusCsv([NOVEMBER])];
    expect(lines[1]).toContain(",'=cmd|calc,");
    expect(lines[1]).toContain(',-0.3,');
  });

  it('reads costs that a file keeps in binary as decimals', async () => {
    const database = await openDuckdb();
    const file = path.join(folder, 'binary.parquet');
    await database.connection.run(
      `COPY (SELECT 0.1::DOUBLE AS BilledCost, MAP {'team': 'web'} AS Tags, 12::BIGINT AS SubAccountId,
         TIMESTAMPTZ '2026-10-01 00:00:00+00' AS BillingPeriodStart FROM range(10)) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    database.close();
    onTestFinished(() => rm(file));
    const opened = await open('binary.parquet', '2026-10');
    const sql = `SELECT sum(BilledCost), any_value(Tags['team']), any_value(SubAccountId) FROM focus`;
    expect((await opened.query(sql, BOUNDS)).rows).toEqual([['1', 'web', '12']]);
    const { problems } = await opened.check(signal);
    expect(problems.filter(({ rule }) => rule !== 'missing')).toMatchObject([
      { column: 'Tags', rule: 'order' },
      { column: 'SubAccountId', rule: 'type', rows: 10, example: '"12"' },
    ]);
  });
});

describe('a check of an export', () => {
  it('finds nothing in a conformant one', async () => {
    for (const wanted of ['data', 'csv']) {
      const checked = await (await open(wanted)).check(signal);
      expect(checked).toMatchObject({ problems: [], truncated: false });
      expect(checked.rows).toBeGreaterThan(2);
    }
  });

  it('finds what is wrong in the files as they are', async () => {
    const bad = { ...OCTOBER, BilledCost: '1e3', ChargePeriodStart: '2026-10-02' };
    await writeFile(path.join(folder, 'bad.csv'), [...focusCsv([bad])].join(''));
    onTestFinished(() => rm(path.join(folder, 'bad.csv')));
    const { problems } = await (await open('bad.csv')).check(signal);
    expect(problems).toMatchObject([
      { column: 'BilledCost', rule: 'type', example: '1e3' },
      { column: 'ChargePeriodStart', rule: 'format', example: '2026-10-02' },
    ]);
    expect(problems).toEqual(checkFocus([bad]));
  });

  it('ends when nobody waits', async () => {
    const opened = await open('data');
    await expect(opened.check(AbortSignal.abort())).rejects.toThrow('abort');
  });
});

describe('an export is refused', () => {
  it.each([
    ['../outside.csv', 'outside the folder'],
    ['csv/../../outside.csv', 'outside the folder'],
    ['/etc/passwd', 'outside the folder'],
    ['link.csv', 'outside the folder'],
    ['*.csv', 'outside the folder'],
    ['s3://bucket/key.parquet', 'No Parquet or CSV file'],
    ['nothing.parquet', 'No Parquet or CSV file'],
    ['notes.txt', 'files of one format'],
    ['**/*', 'outside the folder'],
    ['data/../csv/../*/*', 'files of one format'],
    ['broken.parquet', 'cannot be read as a FOCUS export'],
  ])('%s: %s', async (wanted, words) => {
    await expect(open(wanted)).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringContaining(words),
    });
    await expect(open(wanted)).rejects.not.toThrow(root);
  });

  it('when its folder is not there', async () => {
    await expect(open('data', null, path.join(root, 'none'))).rejects.toThrow('XOPS_FOCUS_EXPORTS');
  });

  it('when months are asked of files without any', async () => {
    await writeFile(path.join(folder, 'short.csv'), 'BilledCost\n1\n');
    onTestFinished(() => rm(path.join(folder, 'short.csv')));
    await expect(open('short.csv', '2026-10')).rejects.toThrow('no column BillingPeriodStart');
    const opened = await open('short.csv');
    expect((await opened.query(TOTAL, BOUNDS)).rows).toEqual([['1', '1']]);
  });

  it('with a remedy when a value does not fit its column', async () => {
    await writeFile(path.join(folder, 'words.csv'), 'BilledCost\nmuch\n');
    onTestFinished(() => rm(path.join(folder, 'words.csv')));
    const opened = await open('words.csv');
    await expect(opened.query(TOTAL, BOUNDS)).rejects.toThrow(/"much".*xops focus --check/);
  });
});

it('writes Parquet with every column, exact decimals and its label', async () => {
  const database = await openDuckdb();
  onTestFinished(() => database.close());
  const file = path.join(folder, 'data/two.parquet').replaceAll("'", "''");
  const ask = async (sql: string) => (await database.connection.runAndReadAll(sql)).getRowsJson();
  const columns = await ask(`DESCRIBE SELECT * FROM '${file}'`);
  expect(columns.map(([name]) => name)).toEqual(COLUMN_NAMES);
  expect(columns[1]?.[1]).toBe('DECIMAL(38,12)');
  expect(await ask(`SELECT decode(value) FROM parquet_kv_metadata('${file}')`)).toContainEqual([
    "a 'label'",
  ]);
});
