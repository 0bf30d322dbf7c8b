import { KEY_ALGORITHMS } from '../../tools/sample-org/world/kinds/certificate.ts';
import type { Resource, World } from '../../tools/sample-org/world/types.ts';
import type { ShapeRequest } from './shape-request.ts';

/** Every operation of ACM in every assumable account and Region with certificates. */
export function acmRequests(world: World): readonly ShapeRequest[] {
  const requests: ShapeRequest[] = [];
  for (const { account, region } of world.cells({ types: ['AWS::ACM::Certificate'] })) {
    if (!account.assumable || account.state !== 'ACTIVE') continue;
    const place = { accountIds: [account.id], regions: [region], types: ['AWS::ACM::Certificate'] };
    const where = { service: 'acm', region, accountId: account.id } as const;
    const lists = [
      { operation: 'ListCertificates', input: { Includes: { keyTypes: KEY_ALGORITHMS } } },
      { operation: 'SearchCertificates', input: { SortBy: 'NOT_AFTER', SortOrder: 'ASCENDING' } },
    ];
    const single = [...world.resources(place)].flatMap(certificateRequests);
    requests.push(...[...lists, ...single].map((request) => ({ ...where, ...request })));
  }
  return requests;
}

function certificateRequests({ arn }: Resource) {
  return ['DescribeCertificate', 'ListTagsForCertificate'].map((operation) => ({
    operation,
    input: { CertificateArn: arn },
  }));
}
