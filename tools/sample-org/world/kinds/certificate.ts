import { arnAt, configTime, daysAgo, randomAt, scaledCount, uuidAt } from '../place.ts';
import type { Random } from '../random.ts';
import { UNRECORDED } from '../regions.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { JsonObject, Place } from '../types.ts';
import { balancerArn, balancerCount } from './traffic.ts';

const TYPE = 'AWS::ACM::Certificate';

/** A certificate as ACM knows it. Words are ACM's own (`RSA_2048`, `ISSUED`). */
export interface Certificate {
  readonly arn: string;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly domainName: string;
  /** The domain name is the first of them. */
  readonly subjectAlternativeNames: readonly string[];
  readonly type: 'AMAZON_ISSUED' | 'IMPORTED';
  readonly status: 'ISSUED' | 'EXPIRED' | 'PENDING_VALIDATION' | 'VALIDATION_TIMED_OUT';
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly serial: string;
  readonly issuer: string;
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
  readonly importedAt: Date | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** ARNs of what serves it. */
  readonly inUseBy: readonly string[];
  readonly renewalEligibility: 'ELIGIBLE' | 'INELIGIBLE';
  readonly renewalStatus:
    | 'SUCCESS'
    | 'FAILED'
    | 'PENDING_VALIDATION'
    | 'PENDING_AUTO_RENEWAL'
    | null;
  readonly validationMethod: 'DNS' | 'EMAIL' | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** All seven key types that ACM knows; the first ones are the usual ones. */
export const KEY_ALGORITHMS = [
  'RSA_2048',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'RSA_1024',
  'RSA_3072',
  'EC_secp521r1',
];

/** Days until the end, from long past to fresh: every certificate list has one of each near its top. */
const DAYS_LEFT = [-40, 3, 21, 75, 190, 320, -4, 6, 45, 250, 12, 28, 88, 160, 395];

/** Number of certificates of a place. */
export function certificateCount(place: Place): number {
  const count = scaledCount(place, TYPE, 0.014);
  // One place has a certificate that nobody records: Config has no recorder there.
  return place.account.name === UNRECORDED.account && place.region === UNRECORDED.region
    ? Math.max(1, count)
    : count;
}

function validity(place: Place, index: number, imported: boolean) {
  const left = DAYS_LEFT[(index + place.account.index * 4) % DAYS_LEFT.length] ?? 100;
  const notAfter = daysAgo(place, -left - 0.3);
  const issued = new Date(notAfter.getTime() - 395 * 86_400_000);
  return {
    notBefore: issued,
    notAfter,
    createdAt: issued,
    issuedAt: imported ? null : issued,
    importedAt: imported ? issued : null,
    left,
  };
}

function usersOf(place: Place, index: number, random: Random): readonly string[] {
  const balancers = balancerCount(place);
  return balancers > 0 && random.chance(0.65) ? [balancerArn(place, index % balancers)] : [];
}

function renewalOf(imported: boolean, left: number, random: Random): Certificate['renewalStatus'] {
  if (imported || left > 60) return null;
  if (left < 0) return 'FAILED';
  return random.pick(['PENDING_VALIDATION', 'PENDING_AUTO_RENEWAL', 'FAILED', 'SUCCESS']);
}

function namesOf(place: Place, index: number, random: Random): readonly string[] {
  const base = `${place.account.team}.example.com`;
  const first = random.chance(0.2)
    ? `*.${base}`
    : `${random.pick(['api', 'www', 'login', 'admin'])}${index + 1}.${base}`;
  return random.chance(0.4) ? [first, base] : [first];
}

/** Certificates that wait for a validation that nobody has done. */
function unissued(certificate: Certificate, place: Place, random: Random): Certificate {
  return {
    ...certificate,
    status: random.chance(0.6) ? 'PENDING_VALIDATION' : 'VALIDATION_TIMED_OUT',
    createdAt: daysAgo(place, 1 + 30 * random.next()),
    issuedAt: null,
    notBefore: null,
    notAfter: null,
    inUseBy: [],
    renewalEligibility: 'INELIGIBLE',
    renewalStatus: null,
  };
}

/** The certificate at `index` of a place. */
export function certificateAt(place: Place, index: number): Certificate {
  const random = randomAt(place, TYPE, index);
  const imported = random.chance(0.3);
  const { left, ...dates } = validity(place, index, imported);
  const names = namesOf(place, index, random);
  const keyAlgorithm = index < 7 ? KEY_ALGORITHMS[(index + place.account.index) % 7] : undefined;
  const inUseBy = usersOf(place, index, random);
  const id = uuidAt(place, TYPE, index);
  const certificate: Certificate = {
    ...dates,
    id,
    arn: arnAt(place, 'acm', `certificate/${id}`),
    accountId: place.account.id,
    region: place.region,
    domainName: names[0] ?? '',
    subjectAlternativeNames: names,
    type: imported ? 'IMPORTED' : 'AMAZON_ISSUED',
    status: left < 0 ? 'EXPIRED' : 'ISSUED',
    keyAlgorithm: keyAlgorithm ?? random.pick(KEY_ALGORITHMS.slice(0, 4)),
    signatureAlgorithm: random.chance(0.04) ? 'SHA1WITHRSA' : 'SHA256WITHRSA',
    serial: random.hex(32).replace(/..(?=.)/g, '$&:'),
    issuer: imported ? 'Example Internal CA' : 'Amazon',
    inUseBy,
    renewalEligibility: !imported && inUseBy.length > 0 ? 'ELIGIBLE' : 'INELIGIBLE',
    renewalStatus: renewalOf(imported, left, random),
    validationMethod: imported ? null : random.chance(0.15) ? 'EMAIL' : 'DNS',
    tags: tagsOf(place, random, { name: null }),
  };
  return !imported && random.chance(0.06) ? unissued(certificate, place, random) : certificate;
}

function datesOf(certificate: Certificate): JsonObject {
  const { createdAt, issuedAt, importedAt, notBefore, notAfter } = certificate;
  const dates: Record<string, string> = {};
  for (const [name, moment] of Object.entries({
    createdAt,
    issuedAt,
    importedAt,
    notBefore,
    notAfter,
  })) {
    if (moment !== null) dates[name] = configTime(moment);
  }
  return dates;
}

function configurationOf(certificate: Certificate): JsonObject {
  const { domainName, validationMethod, renewalStatus } = certificate;
  return {
    certificateArn: certificate.arn,
    domainName,
    subjectAlternativeNames: certificate.subjectAlternativeNames,
    type: certificate.type,
    status: certificate.status,
    // AWS Config writes `RSA-2048` where ACM writes `RSA_2048`.
    keyAlgorithm: certificate.keyAlgorithm.replace('RSA_', 'RSA-'),
    signatureAlgorithm: certificate.signatureAlgorithm,
    serial: certificate.serial,
    issuer: certificate.issuer,
    subject: `CN=${domainName}`,
    ...datesOf(certificate),
    inUseBy: certificate.inUseBy,
    renewalEligibility: certificate.renewalEligibility,
    ...(renewalStatus === null ? {} : { renewalSummary: { renewalStatus } }),
    ...(validationMethod === null
      ? {}
      : {
          domainValidationOptions: [{ domainName, validationMethod, validationStatus: 'SUCCESS' }],
        }),
  };
}

/** ACM certificates of all key types, from expired to fresh. */
export const acmCertificate = defineKind({
  type: TYPE,
  scope: 'regional',
  count: certificateCount,
  parts: (place, index) => {
    const certificate = certificateAt(place, index);
    return {
      id: certificate.arn,
      arn: certificate.arn,
      name: certificate.domainName,
      createdAt: certificate.createdAt,
      tags: certificate.tags,
      configuration: configurationOf(certificate),
    };
  },
});

/** Private certificate authorities of the shared accounts. */
export const privateAuthority = defineKind({
  type: 'AWS::ACMPCA::CertificateAuthority',
  scope: 'home',
  count: ({ account }) => (account.purpose === 'shared-services' ? 1 : 0),
  parts: (place, index, random) => {
    const arn = arnAt(place, 'acm-pca', `certificate-authority/${uuidAt(place, 'pca', index)}`);
    return {
      id: arn,
      arn,
      name: null,
      createdAt: daysAgo(place, 700),
      tags: tagsOf(place, random, { name: 'internal-ca' }),
      configuration: { Type: 'SUBORDINATE', KeyAlgorithm: 'RSA_2048' },
    };
  },
});
