import { describe, expect, it } from 'vitest';
import { type Account, AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { SecurityMember } from '../../aws/findings-reader.ts';
import type { HubStandards, PolicyAssociation } from '../../aws/posture-reader.ts';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { type HubCoverage, hubCoverage, hubCoverageRows } from './hub-coverage.ts';
import { standardsNotes } from './hub-policies.ts';

const request = requestFor('sec.sh.coverage');

const account = (id: string, status = 'ACTIVE'): Account => ({
  id,
  name: id,
  email: null,
  status,
  tags: {},
});
const member = (accountId: string, enabled = true): SecurityMember => ({
  accountId,
  enabled,
  status: enabled ? 'Enabled' : 'Removed',
  administratorId: 'audit',
  evidence: 'sha256:members',
});
const association = (more: Partial<PolicyAssociation> = {}): PolicyAssociation => ({
  accountId: 'a',
  policyId: 'p',
  status: 'SUCCESS',
  message: null,
  evidence: 'sha256:associations',
  ...more,
});

function policies(
  associations: readonly PolicyAssociation[],
  more: { readonly enabled?: boolean; readonly standards?: readonly string[] } = {},
): HubStandards {
  const policy = {
    name: 'base',
    enabled: true,
    standards: ['fsbp'],
    evidence: 'sha256:p',
    ...more,
  };
  return { decidedBy: 'policies', associations, policies: new Map([['p', policy]]) };
}

function coverage(more: Partial<HubCoverage> = {}): HubCoverage {
  return {
    accounts: [account('a'), account('audit')],
    members: [member('a')],
    places: [
      { accountId: 'a', region: 'us-east-1' },
      { accountId: 'a', region: 'eu-west-1' },
      { accountId: 'a', region: 'global' },
    ],
    aggregation: {
      homeRegion: 'us-east-1',
      mode: 'ALL_REGIONS',
      regions: [],
      evidence: 'sha256:aggregator',
    },
    standards: policies([association()]),
    ...more,
  };
}

const problems = (more: Partial<HubCoverage>) =>
  hubCoverageRows(coverage(more), request).map(({ accountId, region, fields }) => [
    accountId ?? region,
    fields['problem'],
  ]);

describe('sec.sh.coverage', () => {
  it('finds nothing where every account is a member, every Region linked and a standard enabled', () => {
    expect(problems({})).toEqual([]);
  });

  it('finds active accounts that are no member, and leaves the administrator and suspended ones', () => {
    const accounts = ['a', 'b', 'audit'].map((id) => account(id));
    const closed = account('c', 'SUSPENDED');
    expect(problems({ accounts: [...accounts, closed], members: [member('a', false)] })).toEqual([
      ['a', 'Not a member of Security Hub (Removed)'],
      ['b', 'Not a member of Security Hub'],
    ]);
  });

  it.each([
    ['ALL_REGIONS_EXCEPT_SPECIFIED', ['eu-west-1'], 1],
    ['ALL_REGIONS_EXCEPT_SPECIFIED', ['us-west-2'], 0],
    ['SPECIFIED_REGIONS', ['us-west-2'], 1],
    ['SPECIFIED_REGIONS', ['eu-west-1'], 0],
    ['NO_REGIONS', [], 1],
  ])('understands %s of %j', (mode, regions, gaps) => {
    const aggregation = { homeRegion: 'us-east-1', mode, regions, evidence: 'sha256:a' };
    const found = problems({ aggregation });
    expect(found).toHaveLength(gaps);
    expect(found.every(([region]) => region === 'eu-west-1')).toBe(true);
  });

  it('names the want of an aggregator', () => {
    expect(problems({ aggregation: null })).toEqual([
      [null, 'Findings of Regions are not brought together: no aggregator'],
    ]);
  });

  it.each([
    ['FAILED', {}, 'The policy could not be applied: no Config'],
    ['PENDING', {}, 'The policy is not applied yet'],
    ['SUCCESS', { enabled: false }, 'The policy turns Security Hub off'],
    ['SUCCESS', { standards: [] }, 'The policy enables no standard'],
  ])('judges a policy that is %s with %j', (status, policy, problem) => {
    const standards = policies([association({ status, message: 'no Config' })], policy);
    expect(problems({ standards })).toEqual([['a', problem]]);
  });

  it('says which standards cannot be seen, instead of calling them missing', async () => {
    const alone = policies([association({ policyId: null })]);
    expect(problems({ standards: alone })).toEqual([]);
    expect(standardsNotes(alone).join(' ')).toContain('manage Security Hub themselves: 1');
    const local = { decidedBy: 'accounts', ownStandards: ['fsbp'], evidence: [] } as const;
    expect(problems({ standards: local })).toEqual([]);
    expect(standardsNotes(local).join(' ')).toContain('cannot be seen');
    expect(problems({ standards: { ...local, ownStandards: [] } })).toHaveLength(1);
  });

  it('answers without standards when only the administrator may ask, and fails on any other error', async () => {
    const readersWith = (code: 'denied' | 'throttled') => {
      const readers = fakeReaders();
      return fakeReaders({
        organization: { ...readers.organization, accounts: async () => [] },
        findings: { ...readers.findings, members: async () => [] },
        config: { ...readers.config, select: async () => [] },
        posture: {
          aggregation: async () => null,
          standards: () => Promise.reject(new AnalysisError(code, 'Not for you.')),
        },
      });
    };
    const answer = await hubCoverage.analyse(readersWith('denied'), request);
    expect(answer.summary.notes).toEqual([
      'Which standards are enabled is not known: Not for you.',
    ]);
    await expect(hubCoverage.analyse(readersWith('throttled'), request)).rejects.toThrow('Not for');
  });
});
