import { describe, expect, it } from 'vitest';
import { fakeOrganization } from '../test/fake-analyzers.ts';
import { queryOf, readFilter, teamsOf } from './board-filter.ts';

const tagged = {
  ...fakeOrganization,
  accounts: fakeOrganization.accounts.map((account, index) => ({
    ...account,
    tags: { Team: index === 0 ? 'payments' : 'web' },
  })),
};

function parametersOf(query: Record<string, unknown>, organization = fakeOrganization) {
  const read = readFilter(query, organization);
  return 'parameters' in read ? read.parameters : read.problem;
}

describe('the filter of the dashboard', () => {
  it('is empty without a query', () => {
    expect(parametersOf({})).toMatchObject({ accounts: [], regions: [], tags: {} });
  });

  it('takes an account by id or name, in any case', () => {
    expect(parametersOf({ account: '111111111111' })).toMatchObject({ accounts: ['111111111111'] });
    expect(parametersOf({ account: ' Web-Dev ' })).toMatchObject({ accounts: ['222222222222'] });
  });

  it('takes a Region and a team', () => {
    const parameters = parametersOf({ region: 'eu-west-1', team: 'web' }, tagged);
    expect(parameters).toMatchObject({ regions: ['eu-west-1'], tags: { team: 'web' } });
  });

  it('takes any team where accounts are not tagged by team', () => {
    expect(parametersOf({ team: 'anything' })).toMatchObject({ tags: { team: 'anything' } });
    expect(teamsOf(tagged)).toEqual(['payments', 'web']);
  });

  it.each([
    [{ account: 'nope' }, /no account "nope" among the 2/],
    [{ region: 'mars-1' }, /no Region "mars-1".*eu-west-1, us-east-1/],
    [{ team: 'nope' }, /"nope".*payments, web/],
    [{ account: '\u0000\u0007\u202e' }, /no account "\\u\{0\}\\u\{7\}\\u\{202e\}" among/],
    [{ region: '\u0007' }, /no Region "\\u\{7\}"/],
    [{ team: '\u200b' }, /"\\u\{200b\}"/],
    [{ period: 'whenever' }, /no parameter "period"\. Parameters: account, region, team\./],
    [{ toString: 'x', '\u0007': '' }, /no parameter "toString", "\\u\{7\}"\./],
    [{ team: 'x'.repeat(129) }, /longer than 128/],
  ])('says what is wrong with %o', (query, problem) => {
    expect(parametersOf(query, tagged)).toMatch(problem);
  });

  it('leaves to a page what else it is addressed by', () => {
    const read = (others: readonly string[]) =>
      readFilter({ page: '2', period: 'x' }, tagged, others);
    expect(read(['page', 'period'])).not.toHaveProperty('problem');
    expect(read(['page'])).toMatchObject({
      problem: 'There is no parameter "period". Parameters: account, region, team, page.',
    });
  });

  it('reads the last of several and ignores what is no text', () => {
    expect(parametersOf({ region: ['us-east-1', 'eu-west-1'] })).toMatchObject({
      regions: ['eu-west-1'],
    });
    expect(parametersOf({ region: { a: 1 }, account: 7 })).toMatchObject({ regions: [] });
  });

  it('becomes the query of a link', () => {
    const filter = { account: '', region: 'eu-west-1', team: 'a&b="' };
    expect(queryOf(filter, { page: '2' })).toBe('?region=eu-west-1&team=a%26b%3D%22&page=2');
    expect(queryOf({ account: '', region: '', team: '' })).toBe('');
  });
});
