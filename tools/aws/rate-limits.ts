import type { AwsSource } from './source.ts';

/** How often an API may be asked in one account and Region, and who says so. */
export interface RateLimit {
  /** Requests a second; null where AWS publishes none: then only its throttling sets a rate. */
  readonly perSecond: number | null;
  /** Requests that may be sent at once after a pause. */
  readonly burst: number;
  readonly concurrent: number;
  /** Where the figures come from. */
  readonly source: string;
}

/** Requests of all APIs together that are under way at one time. */
export const CONCURRENT_REQUESTS = 16;

const OWN_CARE = 'AWS publishes no rate; the concurrency is chosen with care';
const SAMPLE = 'the sample organisation has no published rate; concurrency as for AWS';
const ACM_QUOTAS =
  'ACM user guide, "Quotas", API rate quotas, as quoted by others: ListCertificates 1 a second';
const STS_CARE =
  'the rate in the IAM user guide, "IAM and AWS STS quotas", was not read; the concurrency is chosen with care';
const SECURITY_HUB_REFERENCE = 'Security Hub API reference, Welcome, rates of throttling';

/**
 * Limits by API. `service:*` is one limit that all other operations of the service share; a service that is not
 * listed has {@link CAREFUL}.
 */
export const RATE_LIMITS: Readonly<Record<string, RateLimit>> = {
  'organizations:*': {
    perSecond: null,
    burst: 1,
    concurrent: 1,
    source: 'Organizations answers concurrent calls with TooManyRequestsException; one at a time',
  },
  'config:*': { perSecond: null, burst: 4, concurrent: 4, source: OWN_CARE },
  'cost-explorer:*': { perSecond: null, burst: 4, concurrent: 4, source: OWN_CARE },
  'cost-optimization-hub:*': { perSecond: null, burst: 2, concurrent: 2, source: OWN_CARE },
  'compute-optimizer:*': { perSecond: null, burst: 2, concurrent: 2, source: OWN_CARE },
  'identitystore:*': { perSecond: null, burst: 4, concurrent: 4, source: OWN_CARE },
  'cloudwatch:*': { perSecond: null, burst: 4, concurrent: 4, source: OWN_CARE },
  'securityhub:GetFindings': {
    perSecond: 3,
    burst: 6,
    concurrent: 2,
    source: SECURITY_HUB_REFERENCE,
  },
  'securityhub:*': { perSecond: 10, burst: 30, concurrent: 2, source: SECURITY_HUB_REFERENCE },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  'sts:*': { perSecond: null, burst: 8, concurrent: 8, source: STS_CARE },
  // https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html, of which only an undated
  // quotation was at hand (Stack Overflow, question 70744470). A rate that AWS has raised since costs time only: most places need one request.
  'acm:ListCertificates': { perSecond: 1, burst: 2, concurrent: 2, source: ACM_QUOTAS },
};

/** For services without an entry. */
const CAREFUL: RateLimit = { perSecond: null, burst: 2, concurrent: 2, source: OWN_CARE };

/** The limit of an API and the name under which it is counted. */
export type LimitOf = (api: string) => { readonly name: string; readonly limit: RateLimit };

/** Limits of AWS itself. */
export const limitOf: LimitOf = (api) => {
  const shared = `${api.split(':', 1)[0]}:*`;
  const own = RATE_LIMITS[api];
  if (own !== undefined) return { name: api, limit: own };
  return { name: shared, limit: RATE_LIMITS[shared] ?? CAREFUL };
};

/** Limits of a source: the sample organisation publishes no quota, so that only its throttling sets a rate. */
export function limitsOfSource(kind: AwsSource['kind']): LimitOf {
  if (kind === 'live') return limitOf;
  return (api) => {
    const { name, limit } = limitOf(api);
    return { name, limit: { ...limit, perSecond: null, source: SAMPLE } };
  };
}
