import type { KeyAlgorithm } from '@aws-sdk/client-acm';
import { listCertificates } from './certificate-operations.ts';
import type { MemberPlace } from './member-call.ts';
import type { Read, Sourced } from './reading.ts';

/** A certificate as ACM itself lists it, in ACM's words. */
export interface ListedCertificate {
  readonly arn: string;
  readonly domain: string | null;
  /** `ISSUED`, `EXPIRED` and so on. */
  readonly status: string | null;
  /** `RSA_2048`, `EC_prime256v1` and so on. */
  readonly keyAlgorithm: string | null;
  /** ISO 8601, or null for one that was never issued. */
  readonly notAfter: string | null;
  readonly evidence: string;
}

/** Reads AWS Certificate Manager, one account and Region at a time. */
export interface CertificateReader {
  /** Every certificate of the place, whatever its key and status. */
  certificates(place: MemberPlace): Promise<readonly ListedCertificate[]>;
}

/** All of ACM's key types: without them, the list holds RSA 2048 only. */
const KEY_TYPES: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

/** A reader for one run. */
export function createCertificateReader(read: Read): CertificateReader {
  return {
    async certificates({ accountId, region }) {
      const answer = await read(listCertificates, {
        accountId,
        region,
        Includes: { keyTypes: KEY_TYPES },
        CertificateKeyPairOrigins: ['AWS_MANAGED', 'ACME', 'CUSTOMER_PROVIDED'],
        MaxItems: 1000,
      });
      return answer.map(toListed);
    },
  };
}

type Summary = ReturnType<typeof listCertificates.items>[number];

function toListed({ item, evidence }: Sourced<Summary>): ListedCertificate {
  return {
    arn: item.CertificateArn,
    domain: item.DomainName ?? null,
    status: item.Status ?? null,
    keyAlgorithm: item.KeyAlgorithm ?? null,
    notAfter: item.NotAfter ?? null,
    evidence,
  };
}
