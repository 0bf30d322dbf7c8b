import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FocusData, openFocusRows } from './focus-data.ts';
import { type FocusRow, focusRow } from './focus-row.ts';

const ROW: FocusRow = focusRow({
  BilledCost: '0.1',
  EffectiveCost: '0.000000000001',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-10-01T00:00:00Z',
  ServiceName: 'AWS Lambda',
  SubAccountId: '000123456789',
  Tags: '{"team":"web"}',
  x_Estimated: true,
});

let data: FocusData;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'focus-query-'));
  await writeFile(path.join(folder, 'secret.csv'), 'a\n1\n');
  const rows = Array.from({ length: 3_000 }, (_, index) => ({
    ...ROW,
    ServiceName: `Service ${index % 3}`,
  }));
  data = await openFocusRows(rows);
});
afterAll(async () => {
  data.close();
  await rm(folder, { recursive: true });
});

function ask(
  sql: string,
  more: { maximumRows?: number; timeoutMs?: number; signal?: AbortSignal } = {},
) {
  const signal = new AbortController().signal;
  return data.query(sql, { signal, maximumRows: 100, timeoutMs: 10_000, ...more });
}

describe('a query over FOCUS data', () => {
  it('adds money up exactly', async () => {
    const { rows, columns } = await ask(
      'SELECT ServiceName, sum(BilledCost) AS cost, sum(EffectiveCost) FROM focus GROUP BY ALL ORDER BY 1',
    );
    expect(rows).toEqual([
      ['Service 0', '100', '0.000000001'],
      ['Service 1', '100', '0.000000001'],
      ['Service 2', '100', '0.000000001'],
    ]);
    expect(columns[1]).toEqual({ name: 'cost', type: 'DECIMAL(38,12)' });
  });

  it('gives every kind of value as plain data', async () => {
    const { rows } = await ask(
      `SELECT SubAccountId, BillingPeriodStart, x_Estimated, Tags->>'team', ListCost, count(*) OVER (), 1.5::DOUBLE, [1, 2]
       FROM focus LIMIT 1`,
    );
    expect(rows).toEqual([
      ['000123456789', '2026-10-01 00:00:00', true, 'web', null, '3000', 1.5, '[1, 2]'],
    ]);
  });

  it.each([
    'WITH s AS (SELECT ServiceName FROM focus) SELECT count(*) FROM s',
    'SELECT count(*) FROM focus a JOIN (SELECT DISTINCT ServiceName FROM focus) b USING (ServiceName);',
    'FROM focus SELECT 1 UNION SELECT 2 -- with a remark',
    'SELECT unnest([1, 2]), r FROM range(3) AS t(r)',
    'VALUES (1)',
  ])('allows %s', async (sql) => {
    expect((await ask(sql)).rows.length).toBeGreaterThan(0);
  });

  it('cuts rows and cells at their bounds, and says so', async () => {
    const cut = await ask('SELECT ServiceName FROM focus', { maximumRows: 2_500 });
    expect(cut.rows).toHaveLength(2_500);
    expect(cut.truncated).toEqual([expect.stringContaining('first 2500 rows')]);
    const exact = await ask('SELECT 1 FROM focus LIMIT 10', { maximumRows: 10 });
    expect(exact.truncated).toEqual([]);
    const { rows } = await ask("SELECT repeat('x', 1000000)");
    expect(String(rows[0]?.[0]).length).toBe(4_001);
    const wide = await ask("SELECT repeat('x', 4000) FROM focus", { maximumRows: 3_000 });
    expect(wide.rows.length).toBe(2_000);
    expect(wide.truncated).toHaveLength(1);
  });
});

describe('a query is refused', () => {
  const inFolder = (name: string) => path.join(folder, name).replaceAll("'", "''");

  it.each([
    ['DROP TABLE focus', 'Only a SELECT'],
    ['INSERT INTO focus SELECT * FROM focus', 'Only a SELECT'],
    ['UPDATE focus SET BilledCost = 0', 'Only a SELECT'],
    ["COPY focus TO 'out.csv'", 'Only a SELECT'],
    ["ATTACH 'x.db'", 'Only a SELECT'],
    ['INSTALL httpfs', 'Only a SELECT'],
    ["SET memory_limit = '10GB'", 'Only a SELECT'],
    ['PRAGMA database_list', 'Only a SELECT'],
    ['CALL enable_logging()', 'Only a SELECT'],
    ['EXPLAIN ANALYZE SELECT 1', 'Only a SELECT'],
    ['SELECT 1; SELECT 2', 'one SELECT'],
    ['SELECT 1; DROP TABLE focus', 'SELECT'],
    ['', 'one SELECT'],
    ['-- nothing', 'one SELECT'],
    ['SELEC 1', 'error at "SELEC 1"'],
    ['SELECT * FROM (DROP TABLE focus)', 'error at'],
    ['SHOW TABLES', 'DESCRIBE, SHOW and SUMMARIZE'],
    ['SELECT * FROM (DESCRIBE focus)', 'DESCRIBE, SHOW and SUMMARIZE'],
    ["SELECT * FROM read_csv('/etc/passwd')", 'read_csv may not stand in FROM'],
    ["SELECT (SELECT content FROM read_text('/etc/hostname'))", 'read_text may not'],
    ["WITH x AS (SELECT * FROM glob('/*')) SELECT * FROM x", 'glob may not'],
    ["FROM enable_logging(storage = 'file', storage_path = 'log')", 'enable_logging may not'],
    ["FROM query('SELECT 1')", 'query may not'],
    ["FROM json_execute_serialized_sql('{}')", 'json_execute_serialized_sql may not'],
    ['SELECT * FROM duckdb_settings()', 'duckdb_settings may not'],
    ['SELECT * FROM information_schema.tables', 'tables is not part of the data'],
    ['SELECT * FROM duckdb_tables', 'not part of the data'],
    ['SELECT * FROM memory.main.focus', 'not part of the data'],
    ["SELECT * FROM '/etc/passwd'", 'does not exist'],
    ["SELECT * FROM 's3://bucket/key.parquet'", 'does not fit'],
    ['SELECT Cost FROM focus', 'Cost'],
    ['SELECT ServiceName::INTEGER FROM focus', 'xops focus --check'],
    ['SELECT $1', 'does not fit'],
  ])('%s', async (sql, words) => {
    await expect(ask(sql)).rejects.toMatchObject({
      name: 'AnalysisError',
      code: 'bad-parameter',
      message: expect.stringContaining(words),
    });
    expect((await ask('SELECT count(*) FROM focus')).rows).toEqual([['3000']]);
  });

  it.each([
    ['long', `SELECT '${'x'.repeat(20_000)}'`, 'longer than 20000'],
    ['deep', `SELECT ${'NOT '.repeat(4_000)}true`, 'nested too deeply'],
    [
      'joined with itself too often',
      `SELECT 1 FROM focus${', focus'.repeat(16)}`,
      'more than 16 tables',
    ],
    ['full of stars', `SELECT *${', *'.repeat(6)} FROM focus`, 'more than 6 stars'],
  ])('that is too %s', async (_what, sql, words) => {
    await expect(ask(sql)).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringContaining(words),
    });
  });

  it('whatever file it names', async () => {
    const before = await readdir(folder);
    for (const name of ['secret.csv', 'new.csv']) {
      await expect(ask(`SELECT * FROM '${inFolder(name)}'`)).rejects.toThrow(/not exist|Cannot/);
      await expect(ask(`COPY focus TO '${inFolder(name)}'`)).rejects.toThrow('Only a SELECT');
    }
    expect(await readdir(folder)).toEqual(before);
  });

  it('and names the nearest column', async () => {
    await expect(ask('SELECT BiledCost FROM focus')).rejects.toThrow(/BilledCost/);
  });
});

describe('a query that runs away', () => {
  const ENDLESS = 'SELECT count(*) FROM range(100000000000) a';

  it('is stopped when its time is up, and harms no other', async () => {
    const slow = ask(ENDLESS, { timeoutMs: 300 });
    const other = ask('SELECT count(*) FROM focus');
    await expect(slow).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringMatching(/stopped after 0\.3 s .* Filter by month/),
    });
    expect((await other).rows).toEqual([['3000']]);
  });

  it('is stopped when nobody waits', async () => {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 100);
    await expect(ask(ENDLESS, { signal: leaving.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    const gone = { signal: AbortSignal.abort() };
    await expect(ask(ENDLESS, gone)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is refused memory beyond its share, and says what to do', async () => {
    const sql = 'SELECT list(a.BilledCost) FROM focus a, focus b, range(100)';
    await expect(ask(sql)).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringContaining('more memory'),
    });
  });
});

it('opens an empty table too', async () => {
  const empty = await openFocusRows([]);
  onTestFinished(() => empty.close());
  const bounds = { signal: new AbortController().signal, maximumRows: 1, timeoutMs: 1_000 };
  expect((await empty.query('SELECT count(*) FROM focus', bounds)).rows).toEqual([['0']]);
});
