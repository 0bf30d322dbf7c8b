import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostExplorerFocus } from '../../tools/focus/cost-explorer-focus.ts';
import { conformantRow } from '../../tools/focus/test/conformant-row.ts';
import { focusCsv } from '../../tools/focus/write-csv.ts';
import { readConfig } from '../config.ts';
import { createFakeFocus, fakeFocusData } from '../test/fake-focus.ts';
import { runXops } from '../test/run-xops.ts';
import type { Analysis } from './command.ts';
import { openAnalysis } from './open-analysis.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-focus-'));
  await writeFile(path.join(folder, 'export.csv'), [...focusCsv([conformantRow()])].join(''));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `xops focus` over given data, with the folder of the test as the folder of exports. */
async function focus(
  args: readonly string[],
  changes: Partial<CostExplorerFocus> = {},
  askAboveUsd = 0.5,
) {
  const reader = createFakeFocus(changes);
  const environment = { XOPS_FOCUS_EXPORTS: folder };
  // The command asks for nothing else of an analysis.
  const analysis = {
    focus: reader,
    askAboveUsd,
    close: () => Promise.resolve(),
  } as Partial<Analysis> as Analysis;
  const ended = await runXops(environment, ['focus', ...args], async () => analysis);
  return { ...ended, asked: reader.asked };
}

const inFolder = (name: string) => path.join(folder, name);

describe('xops focus', () => {
  it('says what the rows come to, cost, and are not', async () => {
    const { code, out, err, asked } = await focus(['--month', '2026-10', '--months', '2']);
    expect(code).toBe(0);
    expect(asked).toEqual([{ month: '2026-10', months: 2, detail: 'account' }]);
    expect(out).toContain(
      '1 row for Oct 2026: FOCUS 1.2 columns from Cost Explorer; not a conformant export.',
    );
    expect(out).toContain('USD 1,234.57');
    expect(out).toContain('9 requests');
    expect(out).toContain('USD 0.09 in AWS request fees');
    expect(out).toContain('ListCost and ContractedCost');
    expect(err).toContain('FOCUS columns for Oct 2026');
  });

  it.each([[], ['--sql', 'SELECT 1'], ['--check']])(
    'asks nothing above the setting until it is agreed to (%#)',
    async (...args) => {
      const { code, err, asked } = await focus(args, {}, 0.05);
      expect({ code, asked }).toEqual({ code: 4, asked: [] });
      expect(err).toMatch(/about USD 0\.\d\d\. Nothing was asked yet: give --yes/);
      expect((await focus([...args, '--yes'], {}, 0.05)).asked).toHaveLength(1);
    },
  );

  it('takes the last month and one when none is said', async () => {
    const { asked } = await focus(['--by', 'usage-type']);
    expect(asked).toEqual([{ month: null, months: 1, detail: 'usage-type' }]);
  });

  it('ends with 3 when something was cut or does not add up', async () => {
    const { code, out } = await focus([], { truncated: ['only the first 50 pages were read'] });
    expect(code).toBe(3);
    expect(out).toContain('Cut: only the first 50 pages were read.');
    const [total] = fakeFocusData().totals;
    const totals = total === undefined ? [] : [{ ...total, agrees: false }];
    expect((await focus([], { totals })).code).toBe(3);
    const asked = await focus(['--sql', 'SELECT 1'], { totals });
    expect(asked.code).toBe(3);
    expect(asked.out).toContain("do not add up to Cost Explorer's totals of 2026-10");
  });

  it('writes CSV that no spreadsheet runs', async () => {
    const { code, out } = await focus(['--format', 'csv']);
    expect(code).toBe(0);
    expect(out.split('\r\n')[0]).toMatch(/^AvailabilityZone,BilledCost,.*,x_UsageType$/);
    expect(out).toContain(",'=cmd|calc,");
    expect(out).not.toContain('not a conformant export');
  });

  it('writes JSON that says what it is', async () => {
    const { out } = await focus(['--json']);
    expect(JSON.parse(out)).toMatchObject({
      label: 'FOCUS 1.2 columns from Cost Explorer; not a conformant export',
      receipt: { costUsd: 0.09 },
      rows: [{ BilledCost: '1234.567', ListCost: null }],
    });
  });

  it.each(['csv', 'parquet', 'json'])(
    'writes a file of %s, and the summary beside it',
    async (format) => {
      const file = inFolder(`out.${format}`);
      const { code, out } = await focus(['--format', format, '--output', file]);
      expect(code).toBe(0);
      expect(out).toContain('1 row for Oct 2026');
      expect((await readFile(file)).length).toBeGreaterThan(100);
      await rm(file);
    },
  );

  it('says that a file cannot be written', async () => {
    for (const format of ['csv', 'parquet']) {
      const { code, err } = await focus(['--format', format, '--output', inFolder('none/out')]);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('cannot be written') });
    }
  });

  it('answers SQL as a table, CSV and JSON', async () => {
    const sql = ['--sql', 'SELECT ServiceName, sum(BilledCost) AS cost FROM focus GROUP BY 1'];
    const { out } = await focus(sql);
    expect(out).toMatch(/ServiceName.*cost[^]*=cmd\|calc.*1234\.567/);
    expect(out).toContain('Data: FOCUS 1.2 columns from Cost Explorer; not a conformant export');
    expect((await focus([...sql, '--format', 'csv'])).out).toBe(
      "ServiceName,cost\r\n'=cmd|calc,1234.567\r\n",
    );
    expect(JSON.parse((await focus([...sql, '--json'])).out)).toMatchObject({
      label: 'FOCUS 1.2 columns from Cost Explorer; not a conformant export',
      receipt: { costUsd: 0.09 },
      rows: [['=cmd|calc', '1234.567']],
    });
    expect((await focus(['--sql', 'SELECT 1 WHERE false'])).out).toContain('found nothing');
  });

  it.each(['DROP TABLE focus', 'SELECT Cost FROM focus'])(
    'refuses %s before it pays for anything',
    async (sql) => {
      const { code, asked } = await focus(['--sql', sql]);
      expect({ code, asked }).toEqual({ code: 2, asked: [] });
    },
  );

  it('ends with 3 when the answer of a query is cut', async () => {
    const { code, out } = await focus(['--sql', 'SELECT r FROM range(300) AS t(r)']);
    expect(code).toBe(3);
    expect(out).toContain('only the first 200 rows');
  });

  it('checks rows, and expects what Cost Explorer leaves out', async () => {
    const { code, out } = await focus(['--check']);
    expect(code).toBe(0);
    expect(out).toContain('11 departures from FOCUS 1.2');
    expect(out).toMatch(/ListCost.*yes/);
    const [row] = fakeFocusData().rows;
    const wrong = await focus(['--check', '--json'], {
      rows: [{ ...row, ChargeCategory: 'usage' }],
    });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out).problems).toContainEqual(
      expect.objectContaining({ column: 'ChargeCategory', rule: 'value' }),
    );
  });
});

describe('xops focus over an export', () => {
  it('sums it up without asking AWS', async () => {
    const { code, out, asked } = await focus(['--source', 'export.csv']);
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    expect(out).toMatch(/2026-10.*USD.*1.*0\.1/);
  });

  it('answers SQL over a month of it', async () => {
    const sql = ['--source', '.', '--sql', 'SELECT count(*) AS n FROM focus', '--json'];
    expect(JSON.parse((await focus([...sql, '--month', '2026-10'])).out).rows).toEqual([['1']]);
    expect(JSON.parse((await focus([...sql, '--month', '2026-09'])).out).rows).toEqual([['0']]);
  });

  it('checks it', async () => {
    const { code, out } = await focus(['--source', 'export.csv', '--check']);
    expect(code).toBe(0);
    expect(out).toContain(
      'nothing departs from FOCUS 1.2 (FOCUS export of 1 file; 1 row looked at)',
    );
    await writeFile(inFolder('bad.csv'), 'BilledCost\nmuch\n');
    const bad = await focus(['--source', 'bad.csv', '--check']);
    await rm(inFolder('bad.csv'));
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('must be a decimal number');
  });

  it('refuses files outside its folder', async () => {
    const { code, err } = await focus(['--source', '../other.csv']);
    expect(code).toBe(2);
    expect(err).toContain('outside the folder of FOCUS exports');
  });
});

it('reads the sample organisation', async () => {
  const config = readConfig({ LOG_LEVEL: 'silent' });
  const args = ['--sql', 'SELECT count(*) > 100, sum(BilledCost) > 1000 FROM focus', '--json'];
  const { code, out } = await runXops({}, ['focus', ...args], () => openAnalysis(config));
  expect(code).toBe(0);
  expect(JSON.parse(out).rows).toEqual([[true, true]]);
}, 60_000);
