import { describe, expect, it } from 'vitest';
import { fakeFinding, fakeResult } from '../test/fake-analyzers.ts';
import { PAGE_ROWS, readTableQuery, rowsOf, type TableQuery } from './table-query.ts';

const FIRST: TableQuery = { groupBy: null, sort: '', order: 'ascending', page: 1 };
const ids = (query: Partial<TableQuery>, result = fakeResult(120)) =>
  rowsOf(result, { ...FIRST, ...query }).map(({ id }) => id);

describe('the query of a table', () => {
  it('has defaults', () => expect(readTableQuery({})).toEqual(FIRST));

  it('reads what is said', () => {
    const query = { groupBy: 'account', sort: 'saving', order: 'descending', page: '3' };
    expect(readTableQuery(query)).toEqual({ ...query, page: 3 });
  });

  it.each([
    [{ groupBy: 'moon' }, /groupBy is one of/],
    [{ order: 'sideways' }, /order is/],
    [{ page: '0' }, /page is/],
    [{ page: '1e3' }, /page is/],
    [{ page: ['1', '2'] }, /page is/],
    [{ sort: ['a', 'b'] }, /sort is/],
  ])('says what is wrong with %o', (query, problem) => {
    expect(readTableQuery(query)).toMatch(problem);
  });
});

describe('the rows of a table', () => {
  it('are those of the page, in the order of the analysis', () => {
    expect(ids({})).toHaveLength(PAGE_ROWS);
    expect(ids({ page: 3 })).toEqual(Array.from({ length: 20 }, (_, at) => `i-${at + 100}`));
    expect(ids({ page: 4 })).toEqual([]);
  });

  it('are sorted by a column, numbers as numbers', () => {
    expect(ids({ sort: 'saving' })[0]).toBe('i-119');
    expect(ids({ sort: 'saving', order: 'descending' })[0]).toBe('i-0');
    expect(ids({ sort: 'instance' }).slice(0, 3)).toEqual(['i-0', 'i-1', 'i-2']);
    expect(ids({ sort: 'no-such-column' })[0]).toBe('i-0');
  });

  it('put the worst severity first when it descends, and missing values last', () => {
    const findings = (['LOW', 'CRITICAL', 'HIGH'] as const).map((severity, index) =>
      fakeFinding(index, { id: severity, severity, fields: { cost: index === 1 ? null : index } }),
    );
    const columns = [
      { field: 'severity', title: 'Severity', kind: 'severity' as const },
      { field: 'cost', title: 'Cost', kind: 'money' as const },
    ];
    const result = fakeResult(0, { findings, columns });
    expect(ids({ sort: 'severity', order: 'descending' }, result)).toEqual([
      'CRITICAL',
      'HIGH',
      'LOW',
    ]);
    expect(ids({ sort: 'cost' }, result)).toEqual(['LOW', 'HIGH', 'CRITICAL']);
    expect(ids({ sort: 'cost', order: 'descending' }, result)).toEqual(['HIGH', 'LOW', 'CRITICAL']);
  });
});
