import {
  ACMClient,
  DescribeCertificateCommand,
  type KeyAlgorithm,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  paginateListCertificates,
  SearchCertificatesCommand,
} from '@aws-sdk/client-acm';
import {
  ConfigServiceClient,
  paginateSelectAggregateResourceConfig,
} from '@aws-sdk/client-config-service';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

const EVERY_KEY: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

interface RecordedCertificate {
  readonly resourceId: string;
  readonly accountId: string;
  readonly awsRegion: string;
  readonly tags: readonly { readonly tag: string }[];
  readonly configuration: Readonly<Record<string, unknown>>;
}

let organisation: SampleOrganisation;
/** All certificates as AWS Config records them. */
let recorded: RecordedCertificate[];

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
  const { endpoint, credentials, homeRegion: region } = organisation;
  const pages = paginateSelectAggregateResourceConfig(
    { client: new ConfigServiceClient({ endpoint, credentials, region }) },
    {
      ConfigurationAggregatorName: 'organization',
      Expression:
        "SELECT resourceId, accountId, awsRegion, tags, configuration WHERE resourceType = 'AWS::ACM::Certificate'",
      Limit: 100,
    },
  );
  recorded = [];
  for await (const { Results = [] } of pages) {
    recorded.push(...Results.map((row) => JSON.parse(row) as RecordedCertificate));
  }
});

afterAll(() => organisation.close());

async function acmIn(accountId: string, region: string): Promise<ACMClient> {
  const { endpoint, credentials } = organisation;
  const sts = new STSClient({ endpoint, credentials, region });
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/xops-read-only`,
      RoleSessionName: 'test',
    }),
  );
  return new ACMClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    },
  });
}

/** The account and Region with the most certificates, of those that can be looked into. */
async function busiest() {
  const places = new Map<string, RecordedCertificate[]>();
  for (const one of recorded) {
    const place = `${one.accountId} ${one.awsRegion}`;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  const ordered = [...places].toSorted(([, left], [, right]) => right.length - left.length);
  const [place = '', certificates = []] = ordered[0] ?? [];
  const [accountId = '', region = ''] = place.split(' ');
  return { acm: await acmIn(accountId, region), certificates };
}

const arns = (list: readonly { CertificateArn?: string | undefined }[] = []) =>
  list.map((one) => one.CertificateArn ?? '').toSorted();

async function errorOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'no error',
    (error: Error) => error.name,
  );
}

describe('ListCertificates', () => {
  it('gives RSA 2048 only, unless asked for more', async () => {
    const { acm, certificates } = await busiest();
    const usual = await acm.send(new ListCertificatesCommand({}));
    expect(usual.CertificateSummaryList?.every((one) => one.KeyAlgorithm === 'RSA_2048')).toBe(
      true,
    );
    const all = await acm.send(new ListCertificatesCommand({ Includes: { keyTypes: EVERY_KEY } }));
    expect(arns(all.CertificateSummaryList)).toEqual(
      certificates.map((one) => one.resourceId).toSorted(),
    );
    expect(all.CertificateSummaryList?.length).toBeGreaterThan(
      usual.CertificateSummaryList?.length ?? 0,
    );
  });

  it('pages, filters by status and refuses too large a page', async () => {
    const { acm, certificates } = await busiest();
    const Includes = { keyTypes: EVERY_KEY };
    const found: { CertificateArn?: string | undefined }[] = [];
    for await (const page of paginateListCertificates({ client: acm, pageSize: 2 }, { Includes })) {
      expect(page.CertificateSummaryList?.length).toBeLessThanOrEqual(2);
      found.push(...(page.CertificateSummaryList ?? []));
    }
    expect(arns(found)).toEqual(certificates.map((one) => one.resourceId).toSorted());
    const expired = await acm.send(
      new ListCertificatesCommand({ Includes, CertificateStatuses: ['EXPIRED'] }),
    );
    expect(expired.CertificateSummaryList).toHaveLength(
      certificates.filter((one) => one.configuration['status'] === 'EXPIRED').length,
    );
    expect(await errorOf(acm.send(new ListCertificatesCommand({ MaxItems: 1001 })))).toBe(
      'ValidationException',
    );
    expect(await errorOf(acm.send(new ListCertificatesCommand({ NextToken: 'x' })))).toBe(
      'ValidationException',
    );
  });

  it('has every key type and age somewhere', () => {
    const keys = new Set(recorded.map((one) => one.configuration['keyAlgorithm']));
    expect(keys.size).toBe(EVERY_KEY.length);
    const statuses = new Set(recorded.map((one) => one.configuration['status']));
    expect(statuses).toContain('EXPIRED');
    expect(statuses).toContain('ISSUED');
  });
});

describe('one certificate', () => {
  it('is the same in ACM and in Config', async () => {
    const { acm, certificates } = await busiest();
    for (const { resourceId: CertificateArn, configuration, tags } of certificates) {
      const { Certificate: one } = await acm.send(
        new DescribeCertificateCommand({ CertificateArn }),
      );
      expect(one?.DomainName).toBe(configuration['domainName']);
      expect(one?.Status).toBe(configuration['status']);
      expect(one?.InUseBy).toEqual(configuration['inUseBy']);
      expect(one?.KeyAlgorithm?.replace('RSA_', 'RSA-')).toBe(configuration['keyAlgorithm']);
      expect(one?.NotAfter?.toISOString()).toBe(configuration['notAfter']);
      expect(one?.RenewalEligibility).toBe(configuration['renewalEligibility']);
      const { Tags = [] } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn }));
      expect(Tags.map(({ Key, Value }) => `${Key}=${Value}`)).toEqual(tags.map(({ tag }) => tag));
    }
  });

  it('is unknown in another account and must be an ARN', async () => {
    const { acm, certificates } = await busiest();
    const [{ accountId: here } = { accountId: '' }] = certificates;
    const other = recorded.find((one) => one.accountId !== here);
    const stranger = new DescribeCertificateCommand({ CertificateArn: other?.resourceId });
    expect(await errorOf(acm.send(stranger))).toBe('ResourceNotFoundException');
    const bad = new DescribeCertificateCommand({
      CertificateArn: 'arn:aws:s3:::not-a-certificate',
    });
    expect(await errorOf(acm.send(bad))).toBe('InvalidArnException');
  });
});

describe('SearchCertificates', () => {
  it('finds every key type, soonest end first', async () => {
    const { acm, certificates } = await busiest();
    const { Results = [] } = await acm.send(
      new SearchCertificatesCommand({ SortBy: 'NOT_AFTER', SortOrder: 'ASCENDING' }),
    );
    expect(arns(Results)).toEqual(certificates.map((one) => one.resourceId).toSorted());
    const ends = Results.flatMap((one) => one.X509Attributes?.NotAfter?.getTime() ?? []);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  it('joins conditions by AND, OR and NOT', async () => {
    const { acm, certificates } = await busiest();
    const inUse = { Filter: { AcmCertificateMetadataFilter: { InUse: true } } };
    const ended = {
      Filter: {
        X509AttributeFilter: {
          NotAfter: { Start: new Date(0), End: new Date('2026-11-23T10:00:00Z') },
        },
      },
    };
    const search = async (FilterStatement: object) =>
      arns((await acm.send(new SearchCertificatesCommand({ FilterStatement } as never))).Results);
    const expected = (test: (used: boolean, expired: boolean) => boolean) =>
      certificates
        .filter(({ configuration }) => {
          const end = configuration['notAfter'];
          const expired =
            typeof end === 'string' && Date.parse(end) <= Date.parse('2026-11-23T10:00:00Z');
          return test(JSON.stringify(configuration['inUseBy']) !== '[]', expired);
        })
        .map((one) => one.resourceId)
        .toSorted();
    expect(await search({ And: [inUse, ended] })).toEqual(expected((used, old) => used && old));
    expect(await search({ Or: [inUse, ended] })).toEqual(expected((used, old) => used || old));
    expect(await search({ Not: inUse })).toEqual(expected((used) => !used));
  });
});
