import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import { DAY_MS } from '../periods.ts';

/** A certificate as Config records it. */
export interface Certificate {
  readonly row: ConfigRow;
  readonly domain: string | null;
  readonly names: readonly string[];
  /** `ISSUED`, `EXPIRED`, `PENDING_VALIDATION` and so on. */
  readonly status: string;
  /** `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`. */
  readonly type: string;
  /** In ACM's spelling, e.g. `RSA_2048`, whatever Config writes. */
  readonly keyAlgorithm: string | null;
  /** ISO 8601, or null for one that was never issued. */
  readonly notAfter: string | null;
  /** Days to the end, negative after it; null when there is no end. */
  readonly daysLeft: number | null;
  readonly inUseBy: readonly string[];
  /** True when ACM renews it by itself. */
  readonly renews: boolean;
  readonly renewalStatus: string | null;
}

/** Reads a certificate from a row of Config. */
export function toCertificate(row: ConfigRow, now: Date): Certificate {
  const end = Date.parse(textAt(row, 'configuration.notAfter') ?? '');
  const known = !Number.isNaN(end);
  const renewalStatus = textAt(row, 'configuration.renewalSummary.renewalStatus');
  return {
    row,
    domain: textAt(row, 'configuration.domainName'),
    names: textsAt(row, 'configuration.subjectAlternativeNames'),
    status: textAt(row, 'configuration.status') ?? 'UNKNOWN',
    type: textAt(row, 'configuration.type') ?? 'UNKNOWN',
    keyAlgorithm: textAt(row, 'configuration.keyAlgorithm')?.replaceAll('-', '_') ?? null,
    notAfter: known ? new Date(end).toISOString() : null,
    daysLeft: known ? Math.floor((end - now.getTime()) / DAY_MS) : null,
    inUseBy: textsAt(row, 'configuration.inUseBy'),
    renews:
      textAt(row, 'configuration.renewalEligibility') === 'ELIGIBLE' && renewalStatus !== 'FAILED',
    renewalStatus,
  };
}

/** Days left that decide the severity: the name of the threshold, its usual value, and the level. */
const LEVELS: readonly (readonly [string, number, Severity])[] = [
  ['criticalDays', 7, 'CRITICAL'],
  ['highDays', 30, 'HIGH'],
  ['mediumDays', 60, 'MEDIUM'],
  ['lowDays', 90, 'LOW'],
];

type Thresholds = Readonly<Record<string, number>>;
const ONE_LOWER: Readonly<Record<Severity, Severity>> = {
  CRITICAL: 'HIGH',
  HIGH: 'MEDIUM',
  MEDIUM: 'LOW',
  LOW: 'INFORMATIONAL',
  INFORMATIONAL: 'INFORMATIONAL',
};

/**
 * Expired or ≤ 7 days CRITICAL, ≤ 30 HIGH, ≤ 60 MEDIUM, ≤ 90 LOW, unless the analyzer has these as thresholds; one
 * level lower when nothing uses it.
 */
export function certificateSeverity(
  { daysLeft, inUseBy }: Certificate,
  thresholds: Thresholds,
): Severity {
  if (daysLeft === null) return 'INFORMATIONAL';
  const found = LEVELS.find(([name, usual]) => daysLeft <= (thresholds[name] ?? usual));
  const level = found?.[2] ?? 'INFORMATIONAL';
  return inUseBy.length > 0 ? level : ONE_LOWER[level];
}

const SEVERITY_RISK: Readonly<Record<Severity, number>> = {
  CRITICAL: 80,
  HIGH: 60,
  MEDIUM: 40,
  LOW: 20,
  INFORMATIONAL: 0,
};

/** 0–100: severity, plus 10 when it is in use and 10 when nothing renews it by itself. */
export function certificateRisk(certificate: Certificate, thresholds: Thresholds): number {
  const used = certificate.inUseBy.length > 0 ? 10 : 0;
  const severity = certificateSeverity(certificate, thresholds);
  return SEVERITY_RISK[severity] + used + (certificate.renews ? 0 : 10);
}
