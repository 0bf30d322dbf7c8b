import { Type } from 'typebox';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { type Certificate, KEY_ALGORITHMS } from '../world/kinds/certificate.ts';
import type { World } from '../world/types.ts';
import { certificatesOf, timeMember } from './certificates-of-caller.ts';

/** Statuses of certificates. */
export const CERTIFICATE_STATUSES = [
  'PENDING_VALIDATION',
  'ISSUED',
  'INACTIVE',
  'EXPIRED',
  'VALIDATION_TIMED_OUT',
  'REVOKED',
  'FAILED',
];

/** Orders of a list. */
export const SORT_ORDERS = ['ASCENDING', 'DESCENDING'];

/** Key types a list holds when the caller asks for none. */
const USUAL_KEY_TYPES: readonly string[] = ['RSA_2048'];

const ListInput = Type.Object({
  CertificateKeyPairOrigins: Type.Optional(
    Type.Array(Type.Enum(['AWS_MANAGED', 'ACME', 'CUSTOMER_PROVIDED'])),
  ),
  CertificateStatuses: Type.Optional(Type.Array(Type.Enum(CERTIFICATE_STATUSES))),
  Includes: Type.Optional(
    Type.Object({
      keyTypes: Type.Optional(Type.Array(Type.Enum(KEY_ALGORITHMS))),
      keyUsage: Type.Optional(Type.Array(Type.String())),
      extendedKeyUsage: Type.Optional(Type.Array(Type.String())),
      exportOption: Type.Optional(Type.Enum(['ENABLED', 'DISABLED'])),
      managedBy: Type.Optional(Type.Literal('CLOUDFRONT')),
    }),
  ),
  MaxItems: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  NextToken: Type.Optional(Type.String({ minLength: 1 })),
  SortBy: Type.Optional(Type.Literal('CREATED_AT')),
  SortOrder: Type.Optional(Type.Enum(SORT_ORDERS)),
});

type ListRequest = Type.Static<typeof ListInput>;

const refuse = refuseWith('ValidationException');

/** ListCertificates: RSA 2048 certificates only, unless `Includes.keyTypes` says otherwise. */
export function listCertificatesOperation(world: World): Operation {
  return defineOperation(ListInput, refuse, (input, call) => {
    const { NextToken, MaxItems = 1000, ...request } = input;
    if ((input.SortBy === undefined) !== (input.SortOrder === undefined)) {
      throw refuse('SortBy and SortOrder must be given together.');
    }
    const found = [...certificatesOf(world, call)].filter((one) => isListed(one, request));
    const page = cutPage(sorted(found, input.SortOrder), {
      token: NextToken,
      size: MaxItems,
      request,
      refuse,
    });
    return {
      CertificateSummaryList: page.items.map(summary),
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function isListed(certificate: Certificate, { CertificateStatuses, Includes }: ListRequest) {
  const { keyTypes = [], exportOption = 'DISABLED', managedBy } = Includes ?? {};
  const wantedKeys = keyTypes.length > 0 ? keyTypes : USUAL_KEY_TYPES;
  return (
    wantedKeys.includes(certificate.keyAlgorithm) &&
    (CertificateStatuses?.includes(certificate.status) ?? true) &&
    exportOption === 'DISABLED' &&
    managedBy === undefined
  );
}

function sorted(certificates: readonly Certificate[], order: string | undefined) {
  if (order === undefined) return certificates;
  const sign = order === 'DESCENDING' ? -1 : 1;
  return certificates.toSorted(
    (left, right) => sign * (left.createdAt.getTime() - right.createdAt.getTime()),
  );
}

function summary(certificate: Certificate) {
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNameSummaries: certificate.subjectAlternativeNames,
    HasAdditionalSubjectAlternativeNames: false,
    Status: certificate.status,
    Type: certificate.type,
    KeyAlgorithm: certificate.keyAlgorithm,
    KeyUsages: ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'],
    ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION', 'TLS_WEB_CLIENT_AUTHENTICATION'],
    ExportOption: 'DISABLED',
    InUse: certificate.inUseBy.length > 0,
    Exported: false,
    RenewalEligibility: certificate.renewalEligibility,
    ...timeMember('NotBefore', certificate.notBefore),
    ...timeMember('NotAfter', certificate.notAfter),
    ...timeMember('CreatedAt', certificate.createdAt),
    ...timeMember('IssuedAt', certificate.issuedAt),
    ...timeMember('ImportedAt', certificate.importedAt),
  };
}
