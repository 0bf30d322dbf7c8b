import { KEY_ALGORITHMS } from '../../tools/sample-org/world/kinds/certificate.ts';
import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of ACM in every assumable account and Region with certificates, and its refusals. */
export function acmRequests(world: World): readonly ShapeRequest[] {
  const requests: ShapeRequest[] = [];
  for (const { account, region } of world.cells({ types: ['AWS::ACM::Certificate'] })) {
    if (!account.assumable || account.state !== 'ACTIVE') continue;
    const place = { accountIds: [account.id], regions: [region], types: ['AWS::ACM::Certificate'] };
    const single = [...world.resources(place)].flatMap(({ arn }) => certificateRows(arn));
    const where = { service: 'acm', region, accountId: account.id } as const;
    requests.push(...requestsOf(where, [...LISTS, ...single, ...refusalRows(account.id, region)]));
  }
  return requests;
}

const LISTS: readonly RequestRow[] = [
  ['ListCertificates', { Includes: { keyTypes: KEY_ALGORITHMS }, MaxItems: 2 }],
  ['SearchCertificates', { SortBy: 'NOT_AFTER', SortOrder: 'ASCENDING' }],
];

function certificateRows(CertificateArn: string): readonly RequestRow[] {
  return [
    ['DescribeCertificate', { CertificateArn }],
    ['ListTagsForCertificate', { CertificateArn }],
  ];
}

function refusalRows(accountId: string, region: string): readonly RequestRow[] {
  const id = '00000000-0000-4000-8000-000000000000';
  const missing = `arn:aws:acm:${region}:${accountId}:certificate/${id}`;
  return ['DescribeCertificate', 'ListTagsForCertificate'].flatMap((operation) => [
    [operation, { CertificateArn: missing }, 'ResourceNotFoundException'],
    [operation, { CertificateArn: 'arn:aws:s3:::not-a-certificate' }, 'InvalidArnException'],
  ]);
}
