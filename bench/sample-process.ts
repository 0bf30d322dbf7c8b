import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SampleOrganisationOptions } from '../tools/sample-org/start-sample-organisation.ts';
import type { AnalyzerRuns, RunsReport } from './analyzer-runs.ts';

/** What the sample organisation is made from, as far as it goes to another process. */
export type SampleOptions = Omit<SampleOrganisationOptions, 'clock'>;

/** What the sample organisation's process says of itself. */
export interface EndpointReport {
  readonly endpoint: string;
  readonly region: string;
  /** Regions in use. */
  readonly regions: readonly string[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** HTTP requests so far. */
  readonly requests: number;
  /** Most resident memory so far. */
  readonly peakMiB: number;
  /** Processor time so far, in milliseconds. */
  readonly processorMs: number;
}

/** A sample organisation in another process. */
export interface SampleProcess {
  report(): Promise<EndpointReport>;
  /** Runs analyzers against it, in a fresh process. */
  run(runs: Omit<AnalyzerRuns, 'endpoint'>): Promise<RunsReport>;
  stop(): Promise<void>;
}

/** A process that says nothing for so long has failed. */
const SILENCE_MS = 15 * 60_000;

/** The SDK's word about the next Node version is no figure. */
const QUIET = { execArgv: ['--no-warnings'] };

/** Starts the sample organisation. */
export async function startSample(options: SampleOptions): Promise<SampleProcess> {
  const child = fork(scriptPath('./sample-endpoint.js'), [JSON.stringify(options)], QUIET);
  const first = await message<EndpointReport>(child);
  const report = async () => {
    child.send('report');
    return message<EndpointReport>(child);
  };
  return {
    report,
    run: (runs) => runIn({ ...runs, endpoint: first }),
    stop: () => stop(child),
  };
}

async function runIn(runs: AnalyzerRuns): Promise<RunsReport> {
  const child = fork(scriptPath('./analyzer-runs.js'), QUIET);
  try {
    child.send(runs);
    return await message<RunsReport>(child);
  } finally {
    await stop(child);
  }
}

function scriptPath(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

/** The next message of the child. @throws when it ends instead. */
async function message<Message>(child: ChildProcess): Promise<Message> {
  const signal = AbortSignal.timeout(SILENCE_MS);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('A measured process ended before it answered.');
  });
  const [received]: Message[] = await Promise.race([once(child, 'message', { signal }), ended]);
  if (received === undefined) throw new Error('A measured process sent nothing.');
  return received;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
