import { Type } from 'typebox';
import { AwsError, type Call, defineOperation, type Operation, refuseWith } from '../handler.ts';
import type { Certificate } from '../world/kinds/certificate.ts';
import type { World } from '../world/types.ts';
import { certificatesOf, timeMember } from './certificates-of-caller.ts';

const ArnInput = Type.Object({ CertificateArn: Type.String({ minLength: 20, maxLength: 2048 }) });

const CERTIFICATE_ARN = /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:\d+:certificate\/[\w+=,.@-]+$/;

const refuse = refuseWith('ValidationException');

/** DescribeCertificate: one certificate of the caller's account and Region. */
export function describeCertificateOperation(world: World): Operation {
  return defineOperation(ArnInput, refuse, ({ CertificateArn }, call) => {
    const certificate = needCertificate(world, CertificateArn, call);
    return { Certificate: detail(certificate, world.parameters.now) };
  });
}

/** ListTagsForCertificate: the tags of one certificate. */
export function listTagsOperation(world: World): Operation {
  return defineOperation(ArnInput, refuse, ({ CertificateArn }, call) => {
    const { tags } = needCertificate(world, CertificateArn, call);
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    return Tags.length > 0 ? { Tags } : {};
  });
}

function needCertificate(world: World, arn: string, call: Call): Certificate {
  if (!CERTIFICATE_ARN.test(arn)) {
    throw new AwsError('InvalidArnException', `The ARN ${arn} is not valid.`);
  }
  for (const certificate of certificatesOf(world, call)) {
    if (certificate.arn === arn) return certificate;
  }
  throw new AwsError(
    'ResourceNotFoundException',
    `Could not find certificate ${arn} in account ${call.caller.accountId}.`,
  );
}

function detail(certificate: Certificate, now: Date) {
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNames: certificate.subjectAlternativeNames,
    Status: certificate.status,
    Type: certificate.type,
    Serial: certificate.serial,
    Subject: `CN=${certificate.domainName}`,
    Issuer: certificate.issuer,
    KeyAlgorithm: certificate.keyAlgorithm,
    SignatureAlgorithm: certificate.signatureAlgorithm,
    InUseBy: certificate.inUseBy,
    RenewalEligibility: certificate.renewalEligibility,
    KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
    ExtendedKeyUsages: [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }],
    Options: {
      CertificateTransparencyLoggingPreference:
        certificate.type === 'IMPORTED' ? 'DISABLED' : 'ENABLED',
      Export: 'DISABLED',
    },
    ...timeMember('CreatedAt', certificate.createdAt),
    ...timeMember('IssuedAt', certificate.issuedAt),
    ...timeMember('ImportedAt', certificate.importedAt),
    ...timeMember('NotBefore', certificate.notBefore),
    ...timeMember('NotAfter', certificate.notAfter),
    ...validation(certificate),
    ...renewal(certificate, now),
  };
}

function validation(certificate: Certificate) {
  const options = validationOptions(certificate, validationStatus(certificate));
  return options.length > 0 ? { DomainValidationOptions: options } : {};
}

function validationStatus({ status }: Certificate): string {
  if (status === 'PENDING_VALIDATION') return status;
  return status === 'VALIDATION_TIMED_OUT' ? 'FAILED' : 'SUCCESS';
}

function validationOptions(certificate: Certificate, ValidationStatus: string) {
  const { validationMethod, subjectAlternativeNames, id } = certificate;
  if (validationMethod === null) return [];
  return subjectAlternativeNames.map((DomainName) => {
    const domain = DomainName.replace('*.', '');
    const option = {
      DomainName,
      ValidationDomain: domain,
      ValidationStatus,
      ValidationMethod: validationMethod,
    };
    if (validationMethod === 'EMAIL') return { ...option, ValidationEmails: [`admin@${domain}`] };
    const Name = `_${id.replaceAll('-', '')}.${domain}.`;
    const Value = `_${id.slice(0, 8)}.acm-validations.aws.`;
    return { ...option, ResourceRecord: { Name, Type: 'CNAME', Value } };
  });
}

function renewal(certificate: Certificate, now: Date) {
  const { renewalStatus, notAfter } = certificate;
  if (renewalStatus === null || certificate.validationMethod === null) return {};
  const started = (notAfter ?? now).getTime() - 60 * 86_400_000;
  return {
    RenewalSummary: {
      RenewalStatus: renewalStatus,
      DomainValidationOptions: validationOptions(certificate, renewalValidation(renewalStatus)),
      ...(renewalStatus === 'FAILED' && { RenewalStatusReason: 'NO_AVAILABLE_CONTACTS' }),
      UpdatedAt: Math.min(now.getTime(), started) / 1000,
    },
  };
}

function renewalValidation(status: NonNullable<Certificate['renewalStatus']>): string {
  switch (status) {
    case 'SUCCESS':
      return 'SUCCESS';
    case 'FAILED':
      return 'FAILED';
    case 'PENDING_VALIDATION':
    case 'PENDING_AUTO_RENEWAL':
      return 'PENDING_VALIDATION';
  }
}
