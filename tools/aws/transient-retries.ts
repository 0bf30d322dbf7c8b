/** What the SDK's retry middleware says of a failed attempt (`RetryErrorInfo` of `@smithy/types`). */
interface FailedAttempt {
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
}

interface RetryToken {
  getRetryCount(): number;
  /** Milliseconds. */
  getRetryDelay(): number;
}

/** Attempts that a call has when the network or the service fails. */
const MAXIMUM_ATTEMPTS = 5;

const FIRST_DELAY_MS = 100;

/**
 * The SDK's retries (`RetryStrategyV2`), without those of throttling: these are the scheduler's, which then slows
 * down every call of the API and not only the one that was refused.
 */
export const TRANSIENT_RETRIES = {
  acquireInitialRetryToken: async () => tokenOf(0),
  async refreshRetryTokenForRetry(token: RetryToken, { errorType }: FailedAttempt) {
    const count = token.getRetryCount() + 1;
    const worthIt = errorType === 'TRANSIENT' || errorType === 'SERVER_ERROR';
    if (!worthIt || count >= MAXIMUM_ATTEMPTS) throw new Error('Not tried again.');
    return tokenOf(count);
  },
  recordSuccess() {},
};

function tokenOf(count: number): RetryToken {
  const delay = count === 0 ? 0 : Math.random() * FIRST_DELAY_MS * 2 ** count;
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}
