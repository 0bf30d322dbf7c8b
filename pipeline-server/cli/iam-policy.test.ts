import { describe, expect, it } from 'vitest';
import {
  assumeStatement,
  exportStatements,
  readStatements,
  toPolicies,
  trustPolicy,
} from './iam-policy.ts';

const size = (policy: object) => JSON.stringify(policy).replace(/\s/g, '').length;

describe('IAM policies', () => {
  it('has a statement for each service, each action once and sorted', () => {
    const statements = readStatements(['ce:GetTags', 'config:A', 'ce:GetAnomalies', 'ce:GetTags']);
    expect(statements).toEqual([
      { Sid: 'ReadCe', Effect: 'Allow', Action: ['ce:GetAnomalies', 'ce:GetTags'], Resource: '*' },
      { Sid: 'ReadConfig', Effect: 'Allow', Action: ['config:A'], Resource: '*' },
    ]);
    expect(toPolicies(statements)).toEqual([{ Version: '2012-10-17', Statement: statements }]);
  });

  it('splits what is too long, loses nothing, and keeps statement ids apart', () => {
    const actions = Array.from({ length: 500 }, (_, index) => `ec2:DescribeSomething${index}`);
    const policies = toPolicies(readStatements([...actions, 'ce:GetTags']));
    expect(policies.length).toBeGreaterThan(1);
    expect(policies.every((policy) => size(policy) <= 6144)).toBe(true);
    const statements = policies.flatMap(({ Statement }) => Statement);
    expect(new Set(statements.flatMap(({ Action }) => Action)).size).toBe(501);
    for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
  });

  it('lets exports be read below their prefix only', () => {
    expect(exportStatements({ bucket: 'b', prefix: 'p/' })).toMatchObject([
      { Action: ['s3:ListBucket'], Condition: { StringLike: { 's3:prefix': 'p/*' } } },
      { Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::b/p/*' },
    ]);
  });

  it('lets the role be taken in the own organization only, by one principal only', () => {
    expect(assumeStatement('xops-read')).toMatchObject({
      Resource: 'arn:aws:iam::*:role/xops-read',
      Condition: { StringEquals: { 'aws:ResourceOrgID': `\${aws:PrincipalOrgID}` } },
    });
    const principal = 'arn:aws:iam::111111111111:role/xops';
    expect(trustPolicy(principal)).toMatchObject({
      Statement: [{ Principal: { AWS: principal } }],
    });
  });
});
