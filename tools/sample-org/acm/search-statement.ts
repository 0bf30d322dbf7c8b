import { Type } from 'typebox';
import type { Certificate } from '../world/kinds/certificate.ts';
import { CERTIFICATE_STATUSES } from './list-certificates.ts';

const NameFilter = Type.Object({
  Value: Type.String({ minLength: 1, maxLength: 256 }),
  ComparisonOperator: Type.Enum(['CONTAINS', 'EQUALS']),
});

const TimeRange = Type.Object({
  Start: Type.Optional(Type.Number()),
  End: Type.Optional(Type.Number()),
});

const X509AttributeFilter = Type.Object({
  Subject: Type.Optional(Type.Object({ CommonName: Type.Optional(NameFilter) })),
  SubjectAlternativeName: Type.Optional(Type.Object({ DnsName: Type.Optional(NameFilter) })),
  KeyAlgorithm: Type.Optional(Type.String()),
  SerialNumber: Type.Optional(Type.String()),
  NotAfter: Type.Optional(TimeRange),
  NotBefore: Type.Optional(TimeRange),
});

const MetadataFilter = Type.Object({
  Status: Type.Optional(Type.Enum(CERTIFICATE_STATUSES)),
  RenewalStatus: Type.Optional(
    Type.Enum(['PENDING_AUTO_RENEWAL', 'PENDING_VALIDATION', 'SUCCESS', 'FAILED']),
  ),
  Type: Type.Optional(Type.Enum(['IMPORTED', 'AMAZON_ISSUED', 'PRIVATE'])),
  InUse: Type.Optional(Type.Boolean()),
  ValidationMethod: Type.Optional(Type.Enum(['EMAIL', 'DNS', 'HTTP'])),
});

const Filter = Type.Object({
  CertificateArn: Type.Optional(Type.String()),
  X509AttributeFilter: Type.Optional(X509AttributeFilter),
  AcmCertificateMetadataFilter: Type.Optional(MetadataFilter),
});

/** `FilterStatement` of SearchCertificates: a filter, or AND, OR and NOT of statements. */
export interface FilterStatement {
  readonly And?: readonly FilterStatement[];
  readonly Or?: readonly FilterStatement[];
  readonly Not?: FilterStatement;
  readonly Filter?: Type.Static<typeof Filter>;
}

const { Statement } = Type.Module({
  Statement: Type.Object({
    And: Type.Optional(Type.Array(Type.Ref('Statement'), { minItems: 1, maxItems: 15 })),
    Or: Type.Optional(Type.Array(Type.Ref('Statement'), { minItems: 1, maxItems: 15 })),
    Not: Type.Optional(Type.Ref('Statement')),
    Filter: Type.Optional(Filter),
  }),
});

/** Schema of {@link FilterStatement}. */
export const FilterStatementSchema = Statement;

/** Whether a certificate fulfils a statement. An empty statement holds for every certificate. */
export function fulfils(certificate: Certificate, statement: FilterStatement): boolean {
  const { And, Or, Not, Filter: filter } = statement;
  return (
    (And?.every((part) => fulfils(certificate, part)) ?? true) &&
    (Or?.some((part) => fulfils(certificate, part)) ?? true) &&
    !(Not !== undefined && fulfils(certificate, Not)) &&
    (filter === undefined || passes(certificate, filter))
  );
}

function passes(certificate: Certificate, filter: Type.Static<typeof Filter>): boolean {
  const { CertificateArn, X509AttributeFilter: x509, AcmCertificateMetadataFilter: acm } = filter;
  return (
    same(certificate.arn, CertificateArn) &&
    (x509 === undefined || passesX509(certificate, x509)) &&
    (acm === undefined || passesMetadata(certificate, acm))
  );
}

function passesX509(
  certificate: Certificate,
  filter: Type.Static<typeof X509AttributeFilter>,
): boolean {
  return (
    named([certificate.domainName], filter.Subject?.CommonName) &&
    named(certificate.subjectAlternativeNames, filter.SubjectAlternativeName?.DnsName) &&
    same(certificate.keyAlgorithm, filter.KeyAlgorithm) &&
    same(certificate.serial, filter.SerialNumber) &&
    within(certificate.notAfter, filter.NotAfter) &&
    within(certificate.notBefore, filter.NotBefore)
  );
}

function passesMetadata(
  certificate: Certificate,
  filter: Type.Static<typeof MetadataFilter>,
): boolean {
  return (
    same(certificate.status, filter.Status) &&
    same(certificate.renewalStatus, filter.RenewalStatus) &&
    same(certificate.type, filter.Type) &&
    same(certificate.inUseBy.length > 0, filter.InUse) &&
    same(certificate.validationMethod, filter.ValidationMethod)
  );
}

function same<Value>(value: Value, wanted: Value | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function named(
  names: readonly string[],
  filter: Type.Static<typeof NameFilter> | undefined,
): boolean {
  if (filter === undefined) return true;
  const { Value, ComparisonOperator } = filter;
  return ComparisonOperator === 'EQUALS'
    ? names.includes(Value)
    : names.some((name) => name.includes(Value));
}

/** `Start` and `End` are epoch seconds; a certificate without the time is in no range. */
function within(moment: Date | null, range: Type.Static<typeof TimeRange> | undefined): boolean {
  if (range === undefined) return true;
  if (moment === null) return false;
  const seconds = moment.getTime() / 1000;
  return seconds >= (range.Start ?? -Infinity) && seconds <= (range.End ?? Infinity);
}
