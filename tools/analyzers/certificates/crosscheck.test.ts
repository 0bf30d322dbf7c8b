import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { ListedCertificate } from '../../aws/certificate-reader.ts';
import { configRow, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { certificateCrosscheck } from './crosscheck.ts';

const HERE = '111111111111';
const ELSEWHERE = '222222222222';
const account = (id: string, status = 'ACTIVE') => ({
  id,
  name: id,
  email: null,
  status,
  tags: {},
});
const arn = (name: string) => `arn:aws:acm:ap-southeast-2:${HERE}:certificate/${name}`;

function listed(name: string, changes: Partial<ListedCertificate> = {}): ListedCertificate {
  return {
    arn: arn(name),
    domain: `${name}.example.com`,
    status: 'ISSUED',
    keyAlgorithm: 'RSA_2048',
    notAfter: '2027-02-01T12:00:00.000Z',
    evidence: 'sha256:acm',
    ...changes,
  };
}

function recorded(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  const configuration = {
    domainName: `${name}.example.com`,
    status: 'ISSUED',
    keyAlgorithm: 'RSA-2048',
    notAfter: '2027-02-01T00:00:00.000Z',
    ...changes,
  };
  return configRow({ resourceId: arn(name), configuration });
}

/** Runs the analyzer where ACM lists and Config records as given; other accounts refuse. */
function crosscheck(
  acm: readonly ListedCertificate[],
  config: readonly ReturnType<typeof configRow>[],
  asked: Parameters<typeof requestFor>[1] = {},
) {
  const readers = fakeReaders();
  const request = {
    ...requestFor('cert.acm.crosscheck', { regions: ['ap-southeast-2', 'us-east-1'], ...asked }),
    accounts: [account(HERE), account(ELSEWHERE), account('333333333333', 'SUSPENDED')],
  };
  return certificateCrosscheck.analyse(
    {
      ...readers,
      config: { ...readers.config, select: async () => config },
      certificates: {
        certificates: async ({ accountId, region }) => {
          if (accountId === ELSEWHERE) throw new AnalysisError('denied', 'No role.');
          return region === 'ap-southeast-2' ? acm : [];
        },
      },
    },
    request,
  );
}

describe('cert.acm.crosscheck', () => {
  it('finds nothing where both sides say the same, whatever their spelling and time of day', async () => {
    const { rows, summary } = await crosscheck(
      [listed('a'), listed('b')],
      [recorded('a'), recorded('b')],
    );
    expect(rows).toEqual([]);
    expect(summary.headlines).toMatchObject([{ value: 2 }]);
  });

  it('finds what only one side knows, and what differs', async () => {
    const { rows } = await crosscheck(
      [
        listed('new'),
        listed('ended', { status: 'EXPIRED' }),
        listed('key', { keyAlgorithm: 'RSA_4096' }),
      ],
      [
        recorded('ended'),
        recorded('key', { notAfter: '2027-03-01T00:00:00.000Z' }),
        recorded('gone'),
      ],
    );
    expect(rows.map(({ fields }) => [fields['domain'], fields['difference']])).toEqual([
      ['ended.example.com', 'other status'],
      ['gone.example.com', 'not in ACM'],
      ['key.example.com', 'other key, end'],
      ['new.example.com', 'not recorded by Config'],
    ]);
    expect(rows[0]).toMatchObject({
      severity: 'MEDIUM',
      fields: { acm: 'EXPIRED, RSA_2048', config: 'ISSUED, RSA_2048' },
      evidence: ['sha256:acm', 'sha256:config'],
    });
  });

  it('compares nothing where ACM did not answer: that is one gap of the account', async () => {
    const lost = configRow({ accountId: ELSEWHERE, resourceId: 'arn:lost', configuration: {} });
    const { rows, summary } = await crosscheck([], [lost]);
    expect(rows).toEqual([]);
    expect(summary.gaps).toEqual([
      expect.objectContaining({
        accountId: ELSEWHERE,
        region: null,
        reason: 'denied',
        detail: 'No role.',
      }),
    ]);
    await expect(crosscheck([], [lost], { accounts: [ELSEWHERE] })).rejects.toMatchObject({
      code: 'denied',
    });
  });
});
