import { CONCURRENT_REQUESTS } from '../tools/aws/rate-limits.ts';
import { createReaders } from '../tools/aws/readers.ts';
import type { Figure } from './figures.ts';
import { type EndpointReport, startSample } from './sample-process.ts';

const ACCOUNTS = 200;
const REGIONS = 17;
const LATENCY_MS = 50;

/** Time that asking ACM in every account and Region takes, against what latency and concurrency alone make it take. */
export async function measureMemberAccounts(): Promise<readonly Figure[]> {
  const faults = ['acm', 'sts'].map((service) => ({
    service,
    kind: 'slow' as const,
    delayMs: LATENCY_MS,
  }));
  const sample = await startSample({
    accounts: ACCOUNTS,
    regions: REGIONS,
    faults,
  });
  try {
    const before = await sample.report();
    const { elapsedMs, requests, processorMs } = await askEverywhere(before);
    const endpointMs = (await sample.report()).processorMs - before.processorMs;
    const leastMs = (requests * LATENCY_MS) / CONCURRENT_REQUESTS;
    const note = `${requests} requests of ${LATENCY_MS} ms, ${CONCURRENT_REQUESTS} at a time: ${Math.round(elapsedMs)} ms, at least ${Math.round(leastMs)} ms`;
    const name = `ACM in ${ACCOUNTS} accounts x ${REGIONS} Regions`;
    const each = (milliseconds: number) => ({
      value: milliseconds / requests,
      unit: 'ms' as const,
    });
    return [
      { name, value: elapsedMs / leastMs, unit: 'x', aim: { below: 1.3 }, note },
      { name: 'processor time of a request: asking', ...each(processorMs) },
      { name: 'processor time of a request: sample organisation', ...each(endpointMs) },
    ];
  } finally {
    await sample.stop();
  }
}

async function askEverywhere({ endpoint, region, regions, credentials }: EndpointReport) {
  const readers = createReaders(
    {
      kind: 'sample',
      label: 'bench',
      endpoint,
      region,
      credentials,
      memberRole: 'reader',
      configAggregator: null,
    },
    { now: () => new Date() },
  )({ identity: 'bench', signal: new AbortController().signal, report: () => undefined });
  const accounts = await readers.organization.accounts();
  const places = accounts.flatMap(({ id: accountId }) =>
    regions.map((each) => ({ accountId, region: each })),
  );
  const startedAt = performance.now();
  const used = process.cpuUsage();
  await Promise.allSettled(places.map((place) => readers.certificates.certificates(place)));
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(used);
  return { elapsedMs, requests: requestsOf(readers), processorMs: (user + system) / 1000 };
}

/** Answered requests of member accounts, those that enter them included. */
function requestsOf({ recorder }: Pick<ReturnType<ReturnType<typeof createReaders>>, 'recorder'>) {
  return recorder
    .uses()
    .filter(({ api }) => api === 'acm:ListCertificates' || api === 'sts:AssumeRole')
    .reduce((sum, { requests }) => sum + requests, 0);
}
