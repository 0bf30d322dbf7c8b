import { createHmac, timingSafeEqual } from 'node:crypto';

/** What came with a request that says it is from Slack. */
export interface SlackRequest {
  /** The body to the byte. */
  readonly body: string;
  /** `X-Slack-Request-Timestamp`. */
  readonly timestamp: string | undefined;
  /** `X-Slack-Signature`. */
  readonly signature: string | undefined;
}

/** Seconds that a request may be old, or ahead of this clock. */
export const SLACK_WINDOW_SECONDS = 300;

/**
 * Why a request is not Slack's, or null when it is: `v0=` and the HMAC-SHA-256 of `v0:{timestamp}:{body}` by the signing
 * secret (docs.slack.dev, "Verifying requests from Slack"), not older and not newer than five minutes.
 */
export function slackFault(request: SlackRequest, secret: string, now: Date): string | null {
  const { body, timestamp = '', signature = '' } = request;
  if (!/^\d{1,12}$/.test(timestamp)) return 'its timestamp is missing or malformed';
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return 'its signature is missing or malformed';
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (age > SLACK_WINDOW_SECONDS) return 'its timestamp is more than five minutes off';
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest();
  const given = Buffer.from(signature.slice(3), 'hex');
  return timingSafeEqual(given, expected) ? null : 'its signature does not match';
}
