import { subscribe } from 'node:diagnostics_channel';
import { startSampleOrganisation } from '../tools/sample-org/start-sample-organisation.ts';
import type { EndpointReport, SampleOptions } from './sample-process.ts';

/** The sample organisation in a process of its own, so that its memory and its work are not those of the measured. */
async function main(): Promise<void> {
  let requests = 0;
  subscribe('http.server.request.start', () => {
    requests += 1;
  });
  const options = JSON.parse(process.argv[2] ?? '{}') as SampleOptions;
  const { endpoint, homeRegion, regions, credentials } = await startSampleOrganisation(options);
  const report = () =>
    process.send?.({
      endpoint,
      region: homeRegion,
      regions,
      credentials,
      requests,
      peakMiB: process.resourceUsage().maxRSS / 1024,
      processorMs: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    } satisfies EndpointReport);
  process.on('message', report);
  // Who started it may have been stopped: nobody would stop this then.
  process.on('disconnect', () => process.exit());
  report();
}

await main();
