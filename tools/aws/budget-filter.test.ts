import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BudgetFilter,
  filterOfConditions,
  filterOfExpression,
  namesAccounts,
  shareOf,
} from './budget-filter.ts';

const [A, B] = ['111111111111', '222222222222'];
const accounts = (...Values: readonly string[]) => ({
  Dimensions: { Key: 'LINKED_ACCOUNT', Values },
});
const service = { Dimensions: { Key: 'SERVICE', Values: ['Amazon S3'] } };
const credits = { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit'] } };
const shares = (filter: BudgetFilter) => [shareOf(filter, A), shareOf(filter, B)];

describe('filterOfExpression', () => {
  it.each([
    ['accounts', accounts(A), ['whole', 'none']],
    ['all but an account', { Not: accounts(A) }, ['none', 'whole']],
    ['a service in an account', { And: [accounts(A), service] }, ['part', 'none']],
    ['an account or a service', { Or: [accounts(A), service] }, ['whole', 'part']],
    ['no credits', { And: [accounts(A, B), { Not: credits }] }, ['whole', 'whole']],
    ['a tag', { Tags: { Key: 'Team', Values: ['payments'] } }, ['part', 'part']],
    [
      'accounts that are compared loosely',
      { Dimensions: { Key: 'LINKED_ACCOUNT', Values: ['1111'], MatchOptions: ['STARTS_WITH'] } },
      ['part', 'part'],
    ],
  ])('reads %s', (_name, expression, expected) => {
    expect(shares(filterOfExpression(expression))).toEqual(expected);
  });

  it('never fails, and never counts what it does not understand as the whole', () => {
    fc.assert(
      fc.property(fc.anything(), (expression) => {
        const filter = filterOfExpression(expression);
        expect(['none', 'part', 'whole']).toContain(shareOf(filter, A));
      }),
    );
    expect(shares(filterOfExpression('nonsense'))).toEqual(['part', 'part']);
  });
});

describe('filterOfConditions', () => {
  it('takes no condition as the whole organization, which names no account', () => {
    expect(shares(filterOfConditions({}))).toEqual(['whole', 'whole']);
    expect(namesAccounts(filterOfConditions({}))).toBe(false);
  });

  it('needs every condition to hold', () => {
    const filter = filterOfConditions({ LinkedAccount: [A], Service: ['Amazon S3'] });
    expect(shares(filter)).toEqual(['part', 'none']);
    expect(namesAccounts(filter)).toBe(true);
    expect(namesAccounts(filterOfConditions({ Service: ['Amazon S3'] }))).toBe(false);
  });
});

const leaf: fc.Arbitrary<BudgetFilter> = fc.oneof(
  fc.constant<BudgetFilter>({ kind: 'all' }),
  fc.constant<BudgetFilter>({ kind: 'other' }),
  fc.subarray([A, B]).map((ids): BudgetFilter => ({ kind: 'accounts', ids })),
);
const { tree } = fc.letrec<{ tree: BudgetFilter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('tree') }),
  ),
}));

describe('shareOf', () => {
  it('is undone by a second Not, and follows De Morgan', () => {
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        const not = (part: BudgetFilter): BudgetFilter => ({ kind: 'not', part });
        const parts = [one, other];
        const outside = parts.map(not);
        expect(shares(not(not(one)))).toEqual(shares(one));
        expect(shares(not({ kind: 'and', parts }))).toEqual(shares({ kind: 'or', parts: outside }));
      }),
    );
  });
});
