import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { ConfigRow } from '../../aws/config-row.ts';
import type { ListedAccount } from '../../aws/organization-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { enrollmentRows } from '../cost/enrollment.ts';
import { configGaps, countCoverage } from '../coverage.ts';
import { builtAnalyzer } from '../registry.ts';
import { configReaders, configRow, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { coverageRows } from './config-coverage.ts';
import { findResource, placesOf } from './find-resource.ts';

function account(id: string, status = 'ACTIVE'): ListedAccount {
  return {
    id,
    name: `account-${id}`,
    email: null,
    status,
    tags: {},
    joined: null,
    evidence: 'sha256:o',
  };
}

const HOME = 'ap-southeast-2';
const [A, B, C] = ['111111111111', '222222222222', '333333333333'];

describe('Config coverage', () => {
  const places = [
    { accountId: A, region: HOME },
    { accountId: A, region: 'us-east-1' },
    { accountId: A, region: 'global' },
    { accountId: B, region: HOME },
  ];
  const status = (sourceId: string, region: string, result: string) => ({
    sourceId,
    region,
    status: result,
    errorCode: 'AccessDenied',
    updated: null,
  });

  it('names each place that is not seen once, with the reason', () => {
    const statuses = [
      status(A, HOME, 'FAILED'),
      status(A, 'us-east-1', 'SUCCEEDED'),
      status(B, 'us-east-1', 'FAILED'),
    ];
    const gaps = configGaps(
      [A, B, C].map((id) => account(id ?? '')),
      places,
      statuses,
    );
    expect(gaps.map(({ accountId, region, reason }) => [accountId, region, reason])).toEqual([
      [A, HOME, 'failed'],
      [B, 'us-east-1', 'not-enrolled'],
      [C, null, 'not-enrolled'],
    ]);
  });

  it('counts a Region as answered when one account of those asked for is seen there', () => {
    const accounts = [A, B].map((id) => account(id ?? ''));
    const gaps = configGaps(accounts, places, []);
    const parameters = requestFor('inv.accounts', { accounts: [B ?? ''] }).parameters;
    const regions = [HOME, 'us-east-1'];
    expect(countCoverage({ accounts, regions, parameters }, gaps)).toMatchObject({
      accountsAsked: 1,
      accountsAnswered: 1,
      regionsAsked: 2,
      regionsAnswered: 1,
    });
  });

  it('lists recorders that are stopped or record only a part', () => {
    const recorder = (configuration: object) => configRow({ configuration });
    const recorders = [
      recorder({ Recording: false }),
      recorder({ Recording: true, RecordingGroup: { AllSupported: false } }),
      recorder({ Recording: true, RecordingGroup: { AllSupported: true } }),
    ];
    const data = {
      accounts: [account(A ?? '')],
      places: places.slice(0, 2),
      recorders,
      statuses: [],
    };
    const rows = coverageRows(data, requestFor('inv.config.coverage'));
    expect(rows.map(({ fields }) => fields['problem'])).toEqual([
      'The recorder is stopped.',
      'The recorder leaves out resource types.',
    ]);
  });
});

describe('enrolment', () => {
  it('lists active accounts that are inactive or missing, and no suspended ones', () => {
    const accounts = [account('1'), account('2'), account('3'), account('4', 'SUSPENDED')];
    const enrollment = (accountId: string, status: string) => ({
      accountId,
      status,
      active: status === 'Active',
      evidence: 'sha256:h',
    });
    const enrollments = [enrollment('1', 'Active'), enrollment('2', 'Inactive')];
    const rows = enrollmentRows({ accounts, enrollments }, 'MEDIUM');
    expect(rows.map(({ id, fields }) => [id, fields['status']])).toEqual([
      ['2', 'Inactive'],
      ['3', 'not listed'],
    ]);
  });
});

describe('tag tables', () => {
  const tagged = (tags: Readonly<Record<string, string>>, more: object = {}) =>
    configRow({ tags, ...more });
  const FULL = { Owner: 'a', Environment: 'prod', CostCentre: '1' };

  const rowsOf = async (id: string, rows: readonly ConfigRow[]) =>
    (await builtAnalyzer(id)?.analyse(configReaders(rows), requestFor(id)))?.rows;

  it('gives shares by account, the least covered first', async () => {
    const rows = await rowsOf('inv.tags.coverage', [
      tagged(FULL),
      tagged({ Owner: 'a' }),
      tagged(FULL, { accountId: B }),
      tagged(FULL, { accountId: B }),
    ]);
    expect(
      rows?.map(({ accountId, severity, fields }) => [accountId, severity, fields]),
    ).toMatchObject([
      [A, 'MEDIUM', { owner: 100, environment: 50, complete: 50, resources: 2 }],
      [B, 'INFORMATIONAL', { complete: 100 }],
    ]);
  });

  it('counts by the value of Owner and not by values of other tags', async () => {
    const rows = await rowsOf('inv.tags.owner', [
      tagged({ Owner: 'ann', Team: 'bob' }),
      tagged({ Owner: 'bob' }),
      tagged({ owner: 'ann' }),
    ]);
    expect(rows?.map(({ id, fields }) => [id, fields['count']])).toEqual([
      ['ann', 2],
      ['bob', 1],
    ]);
  });
});

describe('counts of resources', () => {
  const counts: Awaited<ReturnType<Readers['config']['countByType']>> = [
    { resourceType: 'AWS::S3::Bucket', count: 5, evidence: 'sha256:c' },
    { resourceType: 'AWS::EC2::VPC', count: 9, evidence: 'sha256:c' },
    { resourceType: 'AWS::Config::ResourceCompliance', count: 400, evidence: 'sha256:c' },
  ];

  async function count(id: string, parameters: Partial<Parameters>, rows: readonly ConfigRow[]) {
    const asked: string[] = [];
    const config: Readers['config'] = {
      ...fakeReaders().config,
      countByType: async () => counts,
      select: async (sql) => {
        asked.push(sql);
        return rows;
      },
    };
    const analysis = await builtAnalyzer(id)?.analyse(
      fakeReaders({ config }),
      requestFor(id, parameters),
    );
    return { asked, rows: analysis?.rows.map((row) => [row.id, row.fields['count']]) };
  }

  it('takes AWS’s own count, without what Config writes down about its own work', async () => {
    const { asked, rows } = await count('inv.count.types', {}, []);
    expect(asked).toEqual([]);
    expect(rows).toEqual([
      ['AWS::EC2::VPC', 9],
      ['AWS::S3::Bucket', 5],
    ]);
  });

  it('counts the types asked for only', async () => {
    const buckets = { resourceTypes: ['AWS::S3::Bucket'] };
    expect((await count('inv.count.types', buckets, [])).rows).toEqual([['AWS::S3::Bucket', 5]]);
    const { asked } = await count('inv.count.accounts', buckets, []);
    expect(asked[0]).toContain("resourceType IN ('AWS::S3::Bucket') GROUP BY");
  });

  it('adds up what Config counts apart, by the grouping asked for', async () => {
    const place = (awsRegion: string, number: number) =>
      configRow({ awsRegion, 'COUNT(*)': number });
    const rows = [place('eu-west-1', 2), place('us-east-1', 3)];
    const asked = { groupBy: 'account', regions: ['eu-west-1', 'us-east-1'] } as const;
    const answer = await count('inv.ec2.types', asked, rows);
    expect(answer.rows).toEqual([[A, 5]]);
    expect(answer.asked[0]).toBe(
      "SELECT accountId, awsRegion, COUNT(*) WHERE resourceType = 'AWS::EC2::Instance' GROUP BY accountId, awsRegion",
    );
  });
});

describe('inv.find', () => {
  it.each([
    ['i-0123', ['resourceId', 'resourceName', 'tags.tag']],
    ['arn:aws:s3:::logs', ['arn']],
    ['Team=data', ['tags.tag']],
    [
      '10.0.0.1',
      ['configuration.publicIpAddress', 'configuration.privateIpAddress', 'configuration.publicIp'],
    ],
  ])('looks for %s in %j', (...[value, properties]) => {
    expect(placesOf(value).map(([property]) => property)).toEqual(properties);
  });

  it.each([null, '', '  ', "x' OR resourceId = 'y"])('asks AWS nothing for %j', async (search) => {
    const run = findResource.analyse(fakeReaders(), requestFor('inv.find', { search }));
    await expect(run).rejects.toMatchObject({ code: 'bad-parameter' });
  });
});
