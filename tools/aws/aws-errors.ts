import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';

/** What is known of the call that failed. */
export interface FailedCall {
  /** `cost-explorer:GetCostAndUsage` */
  readonly api: string;
  /** `ce:GetCostAndUsage` */
  readonly iamAction: string;
  /** The URL of the source, or `AWS` for AWS's own endpoints. */
  readonly endpoint: string;
}

/** Error codes of AWS services and of the SDK's HTTP layer, by what a person has to do about them. */
const DENIED = /AccessDenied|Unauthorized|NotAuthorized|Forbidden|OrganizationAccessDenied/i;
const EXPIRED = /^(?:ExpiredToken|ExpiredTokenException|RequestExpired)$/;
const CREDENTIALS =
  /ExpiredToken|UnrecognizedClient|InvalidClientToken|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|Credential/i;
const THROTTLED =
  /Throttl|TooManyRequests|LimitExceeded|RequestLimit|SlowDown|ConcurrentModification/i;
const REJECTED =
  /Validation|InvalidExpression|InvalidLimit|InvalidNextToken|InvalidParameter|InvalidInput|BillExpiration|UnresolvableUsageUnit/i;
const NOT_SET_UP =
  /NotSubscribed|OptInRequired|NoSuchConfigurationAggregator|NotInUse|DataUnavailable|InvalidAccess|ResourceNotFound|UnknownMonitor/i;

/** Longest piece of a service's own words that is repeated to a person. */
const MESSAGE_LENGTH = 300;

/** Turns what the SDK threw into an {@link AnalysisError} which names the remedy. */
export function toAnalysisError(error: unknown, call: FailedCall): AnalysisError {
  if (error instanceof AnalysisError) return error;
  const name = errorName(error);
  const options = { cause: error };
  if (name === 'AbortError')
    return new AnalysisError('aborted', `${call.api} was cancelled.`, options);
  if (CREDENTIALS.test(name))
    return new AnalysisError('denied', badCredentials(call, name), options);
  if (isDenied(error)) return new AnalysisError('denied', denied(call, error), options);
  if (isThrottling(error)) {
    return new AnalysisError('throttled', throttled(call), options);
  }
  if (REJECTED.test(name)) {
    return new AnalysisError(
      'bad-parameter',
      `${call.api} rejected the request: ${words(error)}`,
      options,
    );
  }
  if (NOT_SET_UP.test(name)) {
    return new AnalysisError(
      'unavailable',
      `${call.api} has no data to give: ${words(error)}`,
      options,
    );
  }
  return new AnalysisError('unavailable', unreachable(call, error), options);
}

function errorName(error: unknown): string {
  if (!isRecord(error)) return '';
  const { name, code } = error;
  if (typeof name === 'string' && name !== 'Error') return name;
  return typeof code === 'string' ? code : '';
}

function words(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').trim().slice(0, MESSAGE_LENGTH);
}

/** True when the credentials were good once and are too old now. */
export function isExpired(error: unknown): boolean {
  return EXPIRED.test(errorName(error));
}

/** True when AWS refused a call for want of a right, which S3 may say by the status alone. */
export function isDenied(error: unknown): boolean {
  const name = errorName(error);
  return (
    DENIED.test(name) || (statusOf(error) === 403 && /^(?:Unknown|UnknownError|403)$/.test(name))
  );
}

/** True when AWS refused a call for the rate of calls, and not for what it asks. */
export function isThrottling(error: unknown): boolean {
  return THROTTLED.test(errorName(error)) || statusOf(error) === 429;
}

/** The HTTP status of an answer; null where there was none. */
export function statusOf(error: unknown): number | null {
  if (!isRecord(error) || !isRecord(error['$metadata'])) return null;
  const { httpStatusCode } = error['$metadata'];
  return typeof httpStatusCode === 'number' ? httpStatusCode : null;
}

function denied(call: FailedCall, error: unknown): string {
  return `AWS denied ${call.api} (${words(error)}). Allow ${call.iamAction} for the role that this server uses.`;
}

function badCredentials(call: FailedCall, name: string): string {
  return `${call.api} was not sent or not accepted: the AWS credentials are missing, wrong or expired (${name}). Renew them, or choose the sample organisation.`;
}

function throttled(call: FailedCall): string {
  return `AWS throttled ${call.api} after several tries. Ask again in a minute, or for fewer accounts.`;
}

function unreachable(call: FailedCall, error: unknown): string {
  if (error instanceof SyntaxError) {
    return `${call.api} gave an answer that could not be read. Check that ${call.endpoint} is an AWS endpoint.`;
  }
  if (isRecord(error) && isRecord(error['$metadata']) && 'httpStatusCode' in error['$metadata']) {
    return `${call.api} failed at ${call.endpoint}: ${words(error)} Try again later.`;
  }
  return `${call.api} did not answer at ${call.endpoint} (${words(error) || errorName(error)}). Check the endpoint, the network and the Region.`;
}
