import type { ServiceHandler } from '../handler.ts';
import type { World } from '../world/types.ts';
import { describeCertificateOperation, listTagsOperation } from './describe-certificate.ts';
import { listCertificatesOperation } from './list-certificates.ts';
import { searchCertificatesOperation } from './search-certificates.ts';

/** AWS Certificate Manager, account by account and Region by Region. */
export function acmService(world: World): ServiceHandler {
  return {
    signingName: 'acm',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'CertificateManager' },
    operations: {
      DescribeCertificate: describeCertificateOperation(world),
      ListCertificates: listCertificatesOperation(world),
      ListTagsForCertificate: listTagsOperation(world),
      SearchCertificates: searchCertificatesOperation(world),
    },
  };
}
