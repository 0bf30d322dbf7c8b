import { expect, it } from 'vitest';
import { fakeFinding, fakeResult } from '../../pipeline-server/test/fake-analyzers.ts';
import { flattenResults } from './flatten-results.ts';

const saving = (amount: number) => ({ amount, currency: 'USD' });

it('keeps the order and the columns of one result, with account id and currency', () => {
  const { columns, rows, total } = flattenResults([fakeResult(3)], 2);
  expect(columns.map(({ field }) => field)).toEqual([
    'instance',
    'account',
    'type',
    'saving',
    'accountId',
    'currency',
  ]);
  expect([rows.length, total]).toEqual([2, 3]);
  expect(rows[1]).toMatchObject({ instance: 'i-1', account: 'web-dev', currency: 'USD' });
});

it('leaves out values that are missing, and a currency without an amount', () => {
  const finding = fakeFinding(0, {
    fields: { instance: 'i-0', account: '', saving: null },
    accountId: null,
    monthlySaving: null,
  });
  const { rows } = flattenResults([fakeResult(1, { findings: [finding] })], 10);
  expect(rows).toEqual([{ instance: 'i-0' }]);
});

it('puts several results together, the highest saving first, then the worst severity', () => {
  const finding = (id: string, changes: object) =>
    fakeFinding(0, { resourceId: id, fields: { instance: id }, ...changes });
  const priced = fakeResult(2, {
    title: 'Idle',
    findings: [
      finding('a', { monthlySaving: saving(5) }),
      finding('b', { monthlySaving: saving(50) }),
    ],
  });
  const unpriced = fakeResult(2, {
    title: 'Open',
    findings: [
      finding('c', { monthlySaving: null, severity: 'LOW' }),
      finding('d', { monthlySaving: null, severity: 'CRITICAL' }),
    ],
  });
  const { rows, columns } = flattenResults([unpriced, priced], 10);
  expect(rows.map(({ analysis, instance }) => `${analysis} ${instance}`)).toEqual([
    'Idle b',
    'Idle a',
    'Open d',
    'Open c',
  ]);
  expect(columns.filter(({ field }) => field === 'instance')).toHaveLength(1);
});

it('counts the saving of a resource once, but each of its problems', () => {
  const of = (amount: number | null) => ({
    findings: [fakeFinding(0, { monthlySaving: amount === null ? null : saving(amount) })],
  });
  const saved = flattenResults([fakeResult(1, of(5)), fakeResult(1, of(9))], 10);
  expect([saved.rows.length, saved.total, saved.overlapping]).toEqual([1, 1, 1]);
  const problems = flattenResults([fakeResult(1, of(null)), fakeResult(1, of(null))], 10);
  expect([problems.rows.length, problems.total, problems.overlapping]).toEqual([2, 2, 0]);
});

it('is empty for nothing', () => {
  expect(flattenResults([], 10)).toEqual({ columns: [], rows: [], total: 0, overlapping: 0 });
});
