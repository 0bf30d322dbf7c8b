import {
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IRetryBackoffContext,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel';
import { ModelError, type ModelErrorCode } from '../contracts/models.ts';

/** Further tries on the same route after the first. */
const RETRIES = 2;
/** A provider that asks for more patience than this is not asked again by us. Seconds. */
const LONGEST_WAIT_SECONDS = 5;
const FIRST_WAIT_MS = 200;
/** Failures in a row after which a route is left alone, and for how long. */
const FAILURES_UNTIL_OPEN = 5;
const OPEN_MS = 15_000;

const WORTH_A_RETRY: readonly ModelErrorCode[] = ['unavailable', 'rate-limited'];
/** Failures of the route and not of the request. */
const OF_THE_ROUTE: readonly ModelErrorCode[] = ['unavailable', 'timeout', 'bad-answer'];

/** Runs tries of one route: repeats those that may succeed later, and leaves a broken route alone for a while. */
export interface RouteGuard {
  /** @throws ModelError of the last try, or `unavailable` while the route is left alone. */
  run<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Makes the guard of one route. A request is sent to the same route again and never to another. */
export function createRouteGuard(routeId: string): RouteGuard {
  const policy = wrap(
    retry(handleWhen(isWorthARetry), {
      maxAttempts: RETRIES,
      backoff: new DelegateBackoff(nextWaitMs),
    }),
    circuitBreaker(handleWhen(isOfTheRoute), {
      halfOpenAfter: OPEN_MS,
      breaker: new ConsecutiveBreaker(FAILURES_UNTIL_OPEN),
    }),
  );
  return {
    async run(attempt, signal) {
      try {
        return await policy.execute(() => {
          signal.throwIfAborted();
          return attempt();
        }, signal);
      } catch (error) {
        throw isBrokenCircuitError(error) ? leftAlone(routeId, error) : error;
      }
    },
  };
}

function isWorthARetry(error: Error): boolean {
  if (!(error instanceof ModelError) || !WORTH_A_RETRY.includes(error.code)) return false;
  return (error.retryAfterSeconds ?? 0) <= LONGEST_WAIT_SECONDS;
}

function isOfTheRoute(error: Error): boolean {
  return error instanceof ModelError && OF_THE_ROUTE.includes(error.code);
}

/** As long as the provider asked for, else a random part of a doubling time, so that clients do not come back together. */
function nextWaitMs({ attempt, result }: IRetryBackoffContext<unknown>): number {
  const error = 'error' in result ? result.error : null;
  const asked = error instanceof ModelError ? error.retryAfterSeconds : null;
  return asked === null ? Math.random() * FIRST_WAIT_MS * 2 ** attempt : asked * 1000;
}

function leftAlone(routeId: string, cause: unknown): ModelError {
  const message = `The route ${routeId} failed ${FAILURES_UNTIL_OPEN} times in a row and is left alone for ${OPEN_MS / 1000} seconds. Try again later, or run xops doctor.`;
  return new ModelError('unavailable', message, {
    cause,
    retryAfterSeconds: OPEN_MS / 1000,
  });
}
