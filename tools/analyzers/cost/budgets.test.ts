import { describe, expect, it } from 'vitest';
import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Budget } from '../../aws/budget-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import { requestFor } from '../test/fake-readers.ts';
import { sampleBudget as budget } from '../test/sample-budget.ts';
import { missingBudgetRows } from './budget-coverage.ts';
import { budgetRows, budgetStatus } from './budget-status.ts';

describe('cost.budget.status', () => {
  const request = requestFor('cost.budget.status');
  const statuses = (...budgets: readonly Budget[]) =>
    budgetRows(budgets, request).map(({ severity, fields }) => [severity, fields['status']]);

  it('tells budgets over, forecast over and near their limit apart, at the limits themselves', () => {
    expect(statuses(budget({ actual: exactAmount('1000') }))).toEqual([
      ['MEDIUM', 'Over the limit'],
    ]);
    expect(statuses(budget({ forecast: exactAmount('1000') }))).toEqual([
      ['MEDIUM', 'Forecast to go over'],
    ]);
    expect(statuses(budget({ actual: exactAmount('800') }))).toEqual([['LOW', 'Near the limit']]);
  });

  it('leaves budgets that are fine, those with a target, and those without figures', () => {
    const target = budget({ type: 'RI_COVERAGE', actual: exactAmount('2000') });
    const empty = budget({ actual: null, forecast: null });
    const zero = budget({ limit: exactAmount('0') });
    expect(statuses(budget({ actual: exactAmount('799.99') }), target, empty, zero)).toEqual([]);
  });

  it('names a budget that AWS cannot work out', () => {
    expect(statuses(budget({ fault: 'FILTER_INVALID', actual: null }))).toEqual([
      ['MEDIUM', 'Cannot be worked out (FILTER_INVALID)'],
    ]);
  });

  it('advises on what AWS itself has worked out', () => {
    expect(budgetStatus.advice?.basis).toBe('aws');
  });
});

describe('cost.budget.missing', () => {
  const account = (id: string, status = 'ACTIVE'): Account => ({
    id,
    name: id,
    email: null,
    status,
    tags: {},
  });
  const problems = (accounts: readonly Account[], ...budgets: readonly Budget[]) =>
    missingBudgetRows({ accounts, budgets }, requestFor('cost.budget.missing')).map(
      ({ accountId, fields }) => [accountId, fields['problem']],
    );

  it('finds accounts without a budget of their own, and those of which a part is counted', () => {
    const own = budget({ filter: { kind: 'accounts', ids: ['a'] } });
    const part = budget({
      filter: { kind: 'and', parts: [{ kind: 'accounts', ids: ['b'] }, { kind: 'other' }] },
    });
    expect(problems([account('a'), account('b'), account('c')], own, part)).toEqual([
      ['b', 'Only a part of its cost has a budget'],
      ['c', 'No budget'],
    ]);
  });

  it('counts neither a budget of the whole organization nor one of usage', () => {
    const usage = budget({ type: 'USAGE', filter: { kind: 'accounts', ids: ['a'] } });
    expect(problems([account('a')], budget(), usage)).toEqual([['a', 'No budget']]);
  });

  it('leaves suspended accounts, and accounts with a budget', () => {
    const own = budget({ filter: { kind: 'accounts', ids: ['a'] } });
    expect(problems([account('a'), account('b', 'SUSPENDED')], own)).toEqual([]);
  });
});
