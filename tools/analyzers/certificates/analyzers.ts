import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import { fillSql } from '../../aws/config-sql.ts';
import type { Readers } from '../../aws/readers.ts';
import { type Advice, type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { byNumber, byNumberAscending, bySeverity, ordered } from '../order.ts';
import { addDays, dayOf } from '../periods.ts';
import type { Row } from '../row.ts';
import type { Noun } from '../sentence.ts';
import {
  type Certificate,
  certificateRisk,
  certificateSeverity,
  toCertificate,
} from './certificate.ts';
import { certificateSummary } from './certificate-summary.ts';

interface CertificateAnalyzerDefinition {
  readonly id: string;
  /** What a kept certificate is called; the advice's words unless given. */
  readonly finds?: (request: AnalysisRequest) => Noun;
  readonly keep: (certificate: Certificate, request: AnalysisRequest) => boolean;
  readonly advice: Advice;
  readonly notes?: readonly string[];
}

const COLUMNS: readonly Column[] = [
  column('domain', 'Domain'),
  ACCOUNT,
  REGION,
  column('daysLeft', 'Days left', 'number'),
  column('notAfter', 'Ends', 'date'),
  column('status', 'Status'),
  column('type', 'Type'),
  column('keyAlgorithm', 'Key'),
  column('uses', 'In use by', 'number'),
  column('renewal', 'Renewal'),
  SEVERITY,
];

const RENEW: Advice = {
  verb: 'Renew',
  one: 'certificate',
  many: 'certificates',
  action:
    'Renew or replace each certificate before it ends; move imported ones to ACM where possible.',
  effort: 'medium',
  basis: 'config',
};

/** Longest look ahead that a question may name. */
const EXPIRING_DAYS = { 'cert.expiring.7': 7, 'cert.expiring.30': 30, 'cert.expiring.90': 90 };

/** How early a renewal by mail has to be thought of. */
const EMAIL_DAYS = 60;

function expiring(id: keyof typeof EXPIRING_DAYS): CertificateAnalyzerDefinition {
  return {
    id,
    finds: ({ parameters }) => {
      const soon = `within ${parameters.days ?? EXPIRING_DAYS[id]} days`;
      return { one: `certificate that ends ${soon}`, many: `certificates that end ${soon}` };
    },
    keep: ({ daysLeft, notAfter }, { parameters, now }) =>
      daysLeft !== null &&
      (notAfter ?? '') >= now.toISOString() &&
      daysLeft <= (parameters.days ?? EXPIRING_DAYS[id]),
    advice: RENEW,
  };
}

/** Whether a day's threshold that the question named is met; true when it named none. */
function withinAskedDays({ daysLeft }: Certificate, { parameters }: AnalysisRequest): boolean {
  return parameters.days === null || (daysLeft !== null && daysLeft <= parameters.days);
}

const DEFINITIONS: readonly CertificateAnalyzerDefinition[] = [
  { id: 'cert.dashboard', keep: withinAskedDays, advice: RENEW },
  {
    id: 'cert.expired.inuse',
    finds: () => ({ one: 'expired certificate in use', many: 'expired certificates in use' }),
    keep: ({ daysLeft, inUseBy }) => daysLeft !== null && daysLeft < 0 && inUseBy.length > 0,
    advice: { ...RENEW, verb: 'Replace', one: 'expired certificate', many: 'expired certificates' },
  },
  expiring('cert.expiring.7'),
  expiring('cert.expiring.30'),
  expiring('cert.expiring.90'),
  {
    id: 'cert.imported',
    keep: (certificate, request) =>
      certificate.type === 'IMPORTED' && withinAskedDays(certificate, request),
    advice: { ...RENEW, one: 'imported certificate', many: 'imported certificates' },
    notes: ['Imported certificates are never renewed by ACM.'],
  },
  {
    id: 'cert.renewal.failed',
    keep: ({ renewalStatus }) =>
      renewalStatus === 'FAILED' || renewalStatus === 'PENDING_VALIDATION',
    advice: {
      ...RENEW,
      verb: 'Repair',
      one: 'failed renewal',
      many: 'failed renewals',
      action: 'Put back the validation record of each name, or validate by e-mail.',
    },
  },
  {
    id: 'cert.unused',
    keep: ({ inUseBy }) => inUseBy.length === 0,
    advice: {
      ...RENEW,
      verb: 'Delete',
      one: 'unused certificate',
      many: 'unused certificates',
      action: 'Delete certificates that nothing uses.',
      effort: 'low',
    },
    notes: [
      'The query does not say when a certificate was issued: a new one may not be in use yet.',
    ],
  },
  {
    id: 'cert.pending',
    keep: ({ status }) => status === 'PENDING_VALIDATION',
    advice: {
      ...RENEW,
      verb: 'Validate',
      one: 'pending certificate',
      many: 'pending certificates',
      action: 'Create the validation record of each name, or delete the request.',
    },
  },
  {
    id: 'cert.email',
    finds: ({ parameters }) => {
      const soon = `within ${parameters.days ?? EMAIL_DAYS} days`;
      return {
        one: `e-mail validated certificate that ends ${soon}`,
        many: `e-mail validated certificates that end ${soon}`,
      };
    },
    keep: ({ daysLeft }, { parameters }) =>
      daysLeft !== null && daysLeft <= (parameters.days ?? EMAIL_DAYS),
    advice: {
      ...RENEW,
      verb: 'Move to DNS validation',
      one: 'e-mail validated certificate',
      many: 'e-mail validated certificates',
      action: 'Request each again with DNS validation: then no person has to answer a mail.',
    },
    notes: ['Their renewal waits for a person who answers the mail. Expired ones are listed too.'],
  },
  {
    id: 'cert.weakkey',
    finds: () => ({ one: 'certificate with a weak key', many: 'certificates with a weak key' }),
    keep: ({ keyAlgorithm }) => keyAlgorithm === 'RSA_1024',
    advice: { ...RENEW, verb: 'Replace', one: 'weak certificate', many: 'weak certificates' },
  },
  {
    id: 'cert.wildcard',
    keep: ({ domain, names }) => [domain ?? '', ...names].some((name) => name.startsWith('*.')),
    advice: {
      ...RENEW,
      verb: 'Review',
      one: 'wildcard certificate',
      many: 'wildcard certificates',
      action: 'Replace wildcards by certificates for the names in use.',
    },
  },
];

/** Certificates over Config: one query for all accounts and Regions. */
export const CERTIFICATE_ANALYZERS: readonly Analyzer[] = DEFINITIONS.map((definition) =>
  defineAnalyzer<readonly Certificate[]>({
    id: definition.id,
    finds: (request) => definition.finds?.(request) ?? definition.advice,
    columns: COLUMNS,
    advice: definition.advice,
    read: readCertificates,
    rows: (certificates, request) => certificateRows(definition, certificates, request),
    summarise: (rows, _data, request) => ({
      ...certificateSummary(rows, request),
      notes: definition.notes ?? [],
    }),
  }),
);

async function readCertificates(
  readers: Readers,
  request: AnalysisRequest,
): Promise<readonly Certificate[]> {
  const sql = fillSql(request.entry.sql, datesOf(request));
  const rows = await readers.config.select(sql, request.parameters);
  return rows.map((row) => toCertificate(row, request.now));
}

/** Whole days, so that a query asked twice on one day is the same query; the exact test is made on the rows. */
function datesOf({ now, parameters }: AnalysisRequest): Readonly<Record<string, string>> {
  const today = dayOf(now);
  const plus = (days: number) => `${addDays(today, (parameters.days ?? days) + 1)}T00:00:00.000Z`;
  return { now: `${today}T00:00:00.000Z`, plus7: plus(7), plus30: plus(30), plus90: plus(90) };
}

function certificateRows(
  { keep }: CertificateAnalyzerDefinition,
  certificates: readonly Certificate[],
  request: AnalysisRequest,
): readonly Row[] {
  const kept = certificates.filter((certificate) => keep(certificate, request));
  const rows = kept.map((certificate) => certificateRow(certificate, request));
  return ordered(rows, bySeverity, byNumber('risk'), byNumberAscending('daysLeft'));
}

function certificateRow(certificate: Certificate, { thresholds }: AnalysisRequest): Row {
  const { row, notAfter, renewalStatus, renews } = certificate;
  return {
    ...resourceRow(row, certificateSeverity(certificate, thresholds)),
    resourceType: 'AWS::ACM::Certificate',
    fields: {
      domain: certificate.domain,
      daysLeft: certificate.daysLeft,
      notAfter: notAfter?.slice(0, 10) ?? null,
      status: certificate.status,
      type: certificate.type,
      keyAlgorithm: certificate.keyAlgorithm,
      uses: certificate.inUseBy.length,
      renewal: renewalStatus ?? (renews ? 'by ACM' : 'by hand'),
      risk: certificateRisk(certificate, thresholds),
    },
  };
}
