import { Type } from 'typebox';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { Certificate } from '../world/kinds/certificate.ts';
import type { World } from '../world/types.ts';
import { certificatesOf, timeMember } from './certificates-of-caller.ts';
import { SORT_ORDERS } from './list-certificates.ts';
import { FilterStatementSchema, fulfils } from './search-statement.ts';

/** What a search can be ordered by. */
const SORT_KEYS = {
  CERTIFICATE_ARN: (one: Certificate) => one.arn,
  COMMON_NAME: (one: Certificate) => one.domainName,
  CREATED_AT: (one: Certificate) => one.createdAt.toISOString(),
  EXPORTED: () => '',
  IN_USE: (one: Certificate) => String(one.inUseBy.length > 0),
  KEY_ALGORITHM: (one: Certificate) => one.keyAlgorithm,
  NOT_AFTER: (one: Certificate) => one.notAfter?.toISOString() ?? '',
  NOT_BEFORE: (one: Certificate) => one.notBefore?.toISOString() ?? '',
  RENEWAL_STATUS: (one: Certificate) => one.renewalStatus ?? '',
  REVOKED_AT: () => '',
  STATUS: (one: Certificate) => one.status,
  TYPE: (one: Certificate) => one.type,
} as const;

const SearchInput = Type.Object({
  FilterStatement: Type.Optional(FilterStatementSchema),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  NextToken: Type.Optional(Type.String({ minLength: 1 })),
  SortBy: Type.Optional(
    Type.Enum([
      'CERTIFICATE_ARN',
      'COMMON_NAME',
      'CREATED_AT',
      'EXPORTED',
      'IN_USE',
      'KEY_ALGORITHM',
      'NOT_AFTER',
      'NOT_BEFORE',
      'RENEWAL_STATUS',
      'REVOKED_AT',
      'STATUS',
      'TYPE',
    ]),
  ),
  SortOrder: Type.Optional(Type.Enum(SORT_ORDERS)),
});

const refuse = refuseWith('ValidationException');

/** SearchCertificates: every key type, filtered and sorted. */
export function searchCertificatesOperation(world: World): Operation {
  return defineOperation(SearchInput, refuse, (input, call) => {
    const { NextToken, MaxResults = 500, ...request } = input;
    const { FilterStatement: statement = {}, SortBy = 'CREATED_AT', SortOrder } = request;
    const found = [...certificatesOf(world, call)].filter((one) => fulfils(one, statement));
    const page = cutPage(sorted(found, SORT_KEYS[SortBy], SortOrder === 'DESCENDING'), {
      token: NextToken,
      size: MaxResults,
      request,
      refuse,
    });
    return { Results: page.items.map(result), ...(page.token && { NextToken: page.token }) };
  });
}

function sorted(
  certificates: readonly Certificate[],
  key: (certificate: Certificate) => string,
  descending: boolean,
): readonly Certificate[] {
  const ascending = certificates.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
  return descending ? ascending.toReversed() : ascending;
}

function result(certificate: Certificate) {
  return {
    CertificateArn: certificate.arn,
    X509Attributes: {
      Issuer: { CommonName: certificate.issuer },
      Subject: { CommonName: certificate.domainName },
      SubjectAlternativeNames: certificate.subjectAlternativeNames.map((DnsName) => ({ DnsName })),
      ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION'],
      KeyAlgorithm: certificate.keyAlgorithm,
      KeyUsages: ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'],
      SerialNumber: certificate.serial,
      ...timeMember('NotAfter', certificate.notAfter),
      ...timeMember('NotBefore', certificate.notBefore),
    },
    CertificateMetadata: { AcmCertificateMetadata: metadata(certificate) },
  };
}

function metadata(certificate: Certificate) {
  return {
    Exported: false,
    ExportOption: 'DISABLED',
    InUse: certificate.inUseBy.length > 0,
    RenewalEligibility: certificate.renewalEligibility,
    Status: certificate.status,
    Type: certificate.type,
    ...(certificate.renewalStatus !== null && { RenewalStatus: certificate.renewalStatus }),
    ...(certificate.validationMethod !== null && {
      ValidationMethod: certificate.validationMethod,
    }),
    ...timeMember('CreatedAt', certificate.createdAt),
    ...timeMember('ImportedAt', certificate.importedAt),
    ...timeMember('IssuedAt', certificate.issuedAt),
  };
}
