import { describe, expect, it } from 'vitest';
import { fakeFinding, fakeResult } from '../../test/fake-analyzers.ts';
import { presentTable } from './present-table.ts';

const style = { currencyDecimals: 2 };
const page = { offset: 0, rows: 10 };
const text = (field: string) => ({ field, title: field, kind: 'text' }) as const;

function present(rows: readonly Readonly<Record<string, string | number | null>>[]) {
  const findings = rows.map((fields, index) => fakeFinding(index, { fields }));
  const columns = Object.keys(rows[0] ?? {}).map(text);
  return presentTable(fakeResult(rows.length, { columns, findings }), page, style);
}

describe('presentTable', () => {
  it('leaves out empty columns and those that repeat another', () => {
    const { table } = present([
      { resource: 'a', name: 'a', note: null },
      { resource: 'b', name: 'b', note: '' },
    ]);
    expect(table.columns.map((column) => column.title)).toEqual(['resource']);
  });

  it('says once what every row has in common', () => {
    const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id, severity: 'HIGH' }));
    expect(present(rows).common).toEqual(['severity HIGH']);
    expect(present(rows).table.columns).toHaveLength(1);
    expect(present(rows.slice(0, 3)).common).toEqual([]);
  });

  it('keeps figures as a column even where they are equal', () => {
    const findings = [1, 2, 3, 4].map((index) => fakeFinding(index, { fields: { saving: 5 } }));
    const { table } = presentTable(fakeResult(4, { findings }), page, style);
    expect(table.columns.map((column) => column.title)).toContain('Saving per month');
  });

  it('shows eight columns at most', () => {
    const wide = (seed: string) =>
      Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`c${index}`, `${seed}${index}`]),
      );
    expect(present([wide('a'), wide('b')]).table.columns).toHaveLength(8);
  });

  it('never leaves money out', () => {
    const columns = Array.from({ length: 12 }, (_, index) => text(`c${index}`));
    const fields = Object.fromEntries(columns.map(({ field }) => [field, `value of ${field}`]));
    const findings = [fakeFinding(0, { fields: { ...fields, saving: 7 } }), fakeFinding(1)];
    const saving = { field: 'saving', title: 'Saving', kind: 'money' } as const;
    const result = fakeResult(2, { columns: [...columns, saving], findings });
    const { table } = presentTable(result, page, style);
    expect(table.columns.map((column) => column.title).slice(-2)).toEqual(['c6', 'Saving']);
  });

  it('names accounts with their id, and cuts endless text', () => {
    const { table } = present([{ id: 'x'.repeat(5000), account: 'whatever' }]);
    expect(table.rows[0]?.[1]).toBe('payments-prod (111111111111)');
    expect(table.rows[0]?.[0]).toHaveLength(120);
  });

  it('writes a missing value as a dash, never as zero', () => {
    const { table } = present([
      { id: 'a', owner: 'ann' },
      { id: 'b', owner: null },
    ]);
    expect(table.rows[1]).toEqual(['b', '–']);
  });
});
