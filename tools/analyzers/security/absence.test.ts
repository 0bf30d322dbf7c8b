import { describe, expect, it } from 'vitest';
import { configRow, requestFor } from '../test/fake-readers.ts';
import { publicAccessRows } from './account-public-access.ts';
import { packRows } from './conformance-packs.ts';
import { detectorRows } from './detectors.ts';
import { EKS_UNCONFIRMED, eksSupportOf } from './eks-support.ts';
import { complianceRows } from './rule-compliance.ts';
import { trailRows } from './trails.ts';

const HERE = { accountId: '111111111111', region: 'ap-southeast-2' };
const account = (id: string, status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE') => ({
  id,
  name: id,
  email: null,
  status,
  tags: {},
});

describe('sec.cloudtrail.org', () => {
  const request = requestFor('sec.cloudtrail.org');
  const sound = { isMultiRegionTrail: true, logFileValidationEnabled: true, kmsKeyId: 'k' };

  it('misses an organization trail, though accounts have sound ones of their own', () => {
    const rows = trailRows([configRow({ configuration: sound })], request);
    expect(rows).toMatchObject([
      {
        severity: 'HIGH',
        fields: { problem: 'no organization trail' },
        evidence: ['sha256:config'],
      },
    ]);
    expect(trailRows([], request)).toHaveLength(1);
  });

  it('lists a weak organization trail once, though each member account records it', () => {
    const configuration = { ...sound, kmsKeyId: null, isOrganizationTrail: true };
    const rows = trailRows(
      ['111111111111', '222222222222'].map((accountId) => configRow({ accountId, configuration })),
      request,
    );
    expect(rows.map(({ fields }) => fields['problem'])).toEqual(['no KMS key']);
  });
});

describe('sec.guardduty.enabled', () => {
  const request = requestFor('sec.guardduty.enabled');

  it('tells a place without detector from one whose detector is off, and leaves the global one', () => {
    const off = configRow({ configuration: { Enable: false } });
    const places = [HERE, { ...HERE, region: 'eu-west-1' }, { ...HERE, region: 'global' }];
    const rows = detectorRows({ places, detectors: [off] }, request);
    expect(rows.map(({ region, fields }) => [region, fields['problem']])).toEqual([
      ['ap-southeast-2', 'the detector is off'],
      ['eu-west-1', 'no detector'],
    ]);
  });
});

describe('sec.s3.accountbpa', () => {
  it('counts an account without a setting as open, where Config records it and it is active', () => {
    const request = {
      ...requestFor('sec.s3.accountbpa'),
      accounts: [
        account('2'.repeat(12)),
        account('3'.repeat(12)),
        account('4'.repeat(12), 'SUSPENDED'),
      ],
    };
    const recorded = new Set(['2'.repeat(12), '4'.repeat(12)]);
    const rows = publicAccessRows({ blocks: [], recorded }, request);
    expect(rows.map(({ accountId }) => accountId)).toEqual(['2'.repeat(12)]);
  });
});

describe('sec.config.compliance', () => {
  it('names each failed rule of a resource once, and not those it complies with', () => {
    const rule = (configRuleName: string, complianceType: string) => ({
      configRuleName,
      complianceType,
    });
    const configuration = {
      targetResourceId: 'sg-1',
      configRuleList: [
        rule('a', 'NON_COMPLIANT'),
        rule('b', 'COMPLIANT'),
        rule('a', 'NON_COMPLIANT'),
        rule('c', 'NON_COMPLIANT'),
      ],
    };
    const rows = complianceRows(
      [configRow({ configuration })],
      requestFor('sec.config.compliance'),
    );
    expect(rows.map(({ resourceId, fields }) => [resourceId, fields['rule']])).toEqual([
      ['sg-1', 'a'],
      ['sg-1', 'c'],
    ]);
  });
});

describe('sec.conformance.pack', () => {
  const pack = (nonCompliantRuleCount: number, totalRuleCount: number) =>
    configRow({
      resourceName: `${nonCompliantRuleCount} of ${totalRuleCount}`,
      configuration: { nonCompliantRuleCount, totalRuleCount },
    });

  it('lists packs below 90 %, lowest first, and none without rules', () => {
    const data = [pack(1, 9), pack(50, 100), pack(10, 100), pack(0, 0)];
    const rows = packRows(data, requestFor('sec.conformance.pack'));
    expect(rows.map(({ fields }) => fields['score'])).toEqual([50, 88.8]);
  });
});

describe('support of EKS versions', () => {
  it('says which dates no public page confirms', () => {
    expect(EKS_UNCONFIRMED).toEqual(['1.24', '1.25', '1.26', '1.27']);
  });

  it('is known for versions in the table, over for older ones and unknown for the rest', () => {
    expect(eksSupportOf('1.33')).toMatchObject({ standardUntil: '2026-07-29' });
    expect(eksSupportOf('1.7')).toEqual({ standardUntil: null, extendedUntil: null });
    expect(eksSupportOf('1.99')).toBeNull();
    expect(eksSupportOf('latest')).toBeNull();
  });
});
