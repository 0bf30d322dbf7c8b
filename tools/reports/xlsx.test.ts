import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { fakeFinding } from '../../pipeline-server/test/fake-analyzers.ts';
import { findingOf, POISON, reportOf, resultOf } from '../../pipeline-server/test/fake-report.ts';
import { writeXlsx } from './xlsx.ts';

async function open(...[results, changes]: Parameters<typeof reportOf>) {
  const bytes = await writeXlsx(reportOf(results, changes));
  const workbook = await readXlsx(bytes, { readStyles: true });
  const sheet = (name: string) => {
    const found = workbook.sheets.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no sheet ${name}`);
    return found;
  };
  return { bytes, names: workbook.sheets.map(({ name }) => name), sheet };
}

const columns = [
  { field: 'instance', title: 'Instance', kind: 'text' },
  { field: 'saving', title: 'Saving', kind: 'money' },
  { field: 'share', title: 'Share', kind: 'percent' },
  { field: 'count', title: 'Count', kind: 'number' },
  { field: 'ends', title: 'Ends', kind: 'date' },
] as const;
const fields = { instance: 'i-0', saving: 1234.5, share: 81.4, count: 3, ends: '2026-12-24' };

describe('XLSX', () => {
  it('has a sheet per analysis, and what it rests on', async () => {
    const { names } = await open([resultOf(2), resultOf(1, { title: 'Idle RDS' })]);
    expect(names).toEqual([
      'Summary',
      'Idle EC2 instances',
      'Idle RDS',
      'Options',
      'Coverage',
      'Gaps',
      'Receipt',
      'Evidence',
    ]);
  });

  it('has typed cells: amounts with currency, shares, numbers and days', async () => {
    const result = resultOf(1, { columns, findings: [fakeFinding(0, { fields })] });
    const { sheet } = await open([result]);
    const { rows, cells } = sheet('Idle EC2 instances');
    expect(rows[1]?.slice(3, 8)).toEqual(['i-0', 1234.5, 0.814, 3, new Date('2026-12-24')]);
    const formatOf = (column: number) => cells?.get(`1,${column}`)?.style?.numFmt;
    expect([3, 4, 5, 6, 7].map(formatOf)).toEqual([
      '@',
      '[$USD] #,##0.00',
      '0.0%',
      '#,##0',
      'yyyy-mm-dd',
    ]);
  });

  it('writes another currency than the sheet’s into the cell', async () => {
    const euro = { monthlySaving: { amount: 1, currency: 'EUR' }, fields };
    const findings = [fakeFinding(0, { fields }), fakeFinding(1, euro)];
    const { sheet } = await open([resultOf(2, { columns, findings })]);
    const cell = sheet('Idle EC2 instances').cells?.get('2,4');
    expect([cell?.value, cell?.style?.numFmt]).toEqual([1234.5, '[$EUR] #,##0.00']);
  });

  it('lets no hostile currency into a number format', async () => {
    const currency = '"]0;[Red]';
    const finding = fakeFinding(0, { monthlySaving: { amount: 1, currency }, fields });
    const { sheet } = await open([resultOf(1, { columns, findings: [finding] })]);
    expect(sheet('Idle EC2 instances').cells?.get('1,4')?.style?.numFmt).toBe('#,##0.00');
  });

  it('freezes and filters the titles of every sheet', async () => {
    const { names, sheet } = await open([resultOf(3)]);
    for (const name of names) {
      const { freezePane, autoFilter, rows } = sheet(name);
      expect([name, freezePane?.rows]).toEqual([name, 1]);
      expect(autoFilter?.range).toMatch(new RegExp(`^A1:[A-Z]+${rows.length}$`));
    }
  });

  it('runs no formula, whatever a text holds', async () => {
    const results = Object.values(POISON).map((text, index) =>
      resultOf(1, { title: `${text} ${index}`, findings: [findingOf(text)] }),
    );
    const { names, sheet } = await open(results, {
      title: POISON.formula,
      question: POISON.formula,
    });
    const cells = names.flatMap((name) => [...(sheet(name).cells?.values() ?? [])]);
    expect(cells.filter(({ formula }) => formula !== undefined)).toEqual([]);
    const texts = names.flatMap((name) => sheet(name).rows.flat());
    expect(texts.filter((text) => typeof text === 'string' && /^[\s"]*[=+\-@]/.test(text))).toEqual(
      [],
    );
    expect(texts).toContain(`'${POISON.formula}`);
    expect(texts).toContain(POISON.script);
  });

  it.each(['a\uD800b', '\uFFFF', '\u0000\u000B', '_x0041_', 'x'.repeat(40_000), '🙂'])(
    'stays a workbook whatever a text holds: %j',
    async (text) => {
      const { sheet } = await open([resultOf(1, { findings: [findingOf(text)] })]);
      expect(sheet('Idle EC2 instances').rows).toHaveLength(2);
    },
  );

  it('says what was not seen and not answered', async () => {
    const { sheet } = await open([resultOf(1)]);
    expect(sheet('Gaps').rows.slice(1)).toEqual([
      ['Idle EC2 instances', '333333333333', 'sandbox', null, 'not-enrolled', expect.any(String)],
      ['Idle RDS', null, null, null, 'not answered', 'AWS said no.'],
    ]);
    expect(sheet('Coverage').rows[1]?.slice(1, 7)).toEqual([14, 13, 5, 5, 1, 1]);
    expect(sheet('Evidence').rows[1]).toContain(`sha256:${'ab'.repeat(32)}`);
  });

  it('gives the same bytes for the same report', async () => {
    const [first, second] = [await open([resultOf(5)]), await open([resultOf(5)])];
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });
});
