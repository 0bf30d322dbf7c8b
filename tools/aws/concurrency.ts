import type { ServiceName } from './read-only.ts';

/** Requests in flight at one time, by service: Organizations refuses a second one, Security Hub allows 3 a second. */
const CONCURRENT_REQUESTS: Readonly<Record<ServiceName, number>> = {
  organizations: 1,
  config: 4,
  'cost-explorer': 4,
  'cost-optimization-hub': 2,
  'compute-optimizer': 2,
  securityhub: 2,
  budgets: 2,
  'sso-admin': 2,
  identitystore: 4,
  cloudwatch: 4,
};

/** Runs tasks with a bound on how many run at one time, first come first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** A limiter that lets `maximum` tasks run at one time. */
export function createLimiter(maximum: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (task) => {
    if (running >= maximum) await new Promise<void>((start) => waiting.push(start));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** One limiter for each service. */
export function createLimiters(): Readonly<Record<ServiceName, Limiter>> {
  return {
    organizations: createLimiter(CONCURRENT_REQUESTS.organizations),
    config: createLimiter(CONCURRENT_REQUESTS.config),
    'cost-explorer': createLimiter(CONCURRENT_REQUESTS['cost-explorer']),
    'cost-optimization-hub': createLimiter(CONCURRENT_REQUESTS['cost-optimization-hub']),
    'compute-optimizer': createLimiter(CONCURRENT_REQUESTS['compute-optimizer']),
    securityhub: createLimiter(CONCURRENT_REQUESTS.securityhub),
    budgets: createLimiter(CONCURRENT_REQUESTS.budgets),
    'sso-admin': createLimiter(CONCURRENT_REQUESTS['sso-admin']),
    identitystore: createLimiter(CONCURRENT_REQUESTS.identitystore),
    cloudwatch: createLimiter(CONCURRENT_REQUESTS.cloudwatch),
  };
}
