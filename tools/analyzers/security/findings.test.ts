import { describe, expect, it } from 'vitest';
import type { SecurityFinding } from '../../aws/findings-reader.ts';
import { builtAnalyzer } from '../registry.ts';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { findingRows } from './findings.ts';
import { controlRows } from './findings-by-control.ts';

function finding(more: Partial<SecurityFinding> = {}): SecurityFinding {
  return {
    id: 'arn:finding/1',
    accountId: '111111111111',
    region: 'ap-southeast-2',
    title: 'S3 buckets should block public access',
    product: 'Security Hub',
    severity: 'HIGH',
    controlId: 'S3.8',
    standards: [],
    types: [],
    resourceId: 'arn:aws:s3:::logs',
    resourceType: 'AwsS3Bucket',
    tags: {},
    firstObserved: '2026-11-13T10:00:00Z',
    updated: null,
    workflow: 'NEW',
    evidence: 'sha256:s',
    ...more,
  };
}

describe('Security Hub findings', () => {
  const request = requestFor('sec.findings.high');

  it('counts one control on one resource once, though two standards report it', () => {
    const rows = findingRows([finding(), finding({ id: 'arn:finding/2' })], request);
    expect(rows.map(({ fields }) => fields)).toMatchObject([{ control: 'S3.8', age: 10 }]);
  });

  it('keeps findings without a control apart by title and resource', () => {
    const threat = { controlId: null, product: 'GuardDuty' };
    const rows = findingRows(
      [finding({ ...threat, title: 'A' }), finding({ ...threat, title: 'B', resourceId: null })],
      request,
    );
    expect(rows).toHaveLength(2);
  });

  it('orders by severity, then age, and takes an unknown label for informational', () => {
    const rows = findingRows(
      [
        finding({ resourceId: 'a', severity: 'UNTRIAGED' }),
        finding({ resourceId: 'b', firstObserved: '2026-01-01T00:00:00Z' }),
        finding({ resourceId: 'c' }),
        finding({ resourceId: 'd', severity: 'CRITICAL', firstObserved: null }),
      ],
      request,
    );
    expect(rows.map(({ resourceId }) => resourceId)).toEqual(['d', 'b', 'c', 'a']);
  });

  it.each([
    ['CRITICAL', 8, 1],
    ['CRITICAL', 7, 0],
    ['HIGH', 31, 1],
    ['HIGH', 30, 0],
    ['MEDIUM', 91, 1],
    ['MEDIUM', 90, 0],
  ])('counts %s open for %i days as past its deadline: %i', async (...[severity, age, count]) => {
    const aged = requestFor('sec.findings.aged');
    const firstObserved = new Date(aged.now.getTime() - age * 86_400_000).toISOString();
    const readers = fakeReaders({
      findings: {
        findings: async () => [finding({ severity, firstObserved })],
        members: async () => [],
      },
    });
    const analysis = await builtAnalyzer('sec.findings.aged')?.analyse(readers, aged);
    expect(analysis?.rows).toHaveLength(count);
  });

  it('counts resources and accounts by control within the tags asked for', () => {
    const tagged = { tags: { Env: 'prod' } };
    const rows = controlRows(
      [
        finding({ ...tagged }),
        finding({ ...tagged, resourceId: 'arn:aws:s3:::b', accountId: '222222222222' }),
        finding({ resourceId: 'arn:aws:s3:::c' }),
        finding({ ...tagged, controlId: null }),
      ],
      requestFor('sec.findings.by-control', { tags: { environment: 'production' } }),
    );
    expect(rows.map(({ id, fields }) => [id, fields['resources'], fields['accounts']])).toEqual([
      ['S3.8', 2, 2],
    ]);
  });
});
