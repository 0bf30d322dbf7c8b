import { NO_PARAMETERS, type Parameters } from '../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../pipeline-server/contracts/results.ts';
import { createAnalyzers } from '../tools/analyzers/create-analyzers.ts';
import type { AwsSource } from '../tools/aws/source.ts';
import type { EndpointReport } from './sample-process.ts';

/** What a process of its own is to run. */
export interface AnalyzerRuns {
  readonly endpoint: EndpointReport;
  /** Ids of analyzers; an empty list means all that are built. */
  readonly ids: readonly string[];
  /** How often each is run at the same time. */
  readonly atOnce: number;
  /** How often the whole is repeated. */
  readonly passes: number;
}

/** What came of it. */
export interface RunsReport {
  /** Wall-clock time of each pass. */
  readonly elapsedMs: readonly number[];
  /** Slowest analyzers of each pass, by name. */
  readonly slowest: readonly string[];
  /** Rows of Config that the first run of each analyzer read. */
  readonly rows: number;
  readonly findings: number;
  /** What was cut, of all answers. */
  readonly cuts: readonly string[];
  /** Most resident memory of the process. */
  readonly peakMiB: number;
}

const SLOWEST = 2;

// Who started it may have been stopped: nobody would wait for the answer then.
process.on('disconnect', () => process.exit());

process.on('message', (runs: AnalyzerRuns) => {
  void measure(runs).then((report) => process.send?.(report));
});

async function measure(runs: AnalyzerRuns): Promise<RunsReport> {
  const analyzers = createAnalyzers({ source: sourceOf(runs.endpoint), clock: CLOCK, log: SILENT });
  const built = analyzers.list().flatMap(({ id, built }) => (built ? id : []));
  const ids = runs.ids.length === 0 ? built : runs.ids;
  const elapsedMs: number[] = [];
  const slowest: string[] = [];
  let first: readonly AnalysisResult[] | null = null;
  for (let pass = 0; pass < runs.passes; pass += 1) {
    const startedAt = performance.now();
    const results = await Promise.all(
      ids.flatMap((id) =>
        Array.from({ length: runs.atOnce }, () => analyzers.run(id, parametersOf(id), context())),
      ),
    );
    elapsedMs.push(performance.now() - startedAt);
    slowest.push(slowestOf(results));
    first ??= results;
  }
  return { elapsedMs, slowest, ...summaryOf(first ?? []) };
}

/** A search needs something to look for. */
function parametersOf(id: string): Parameters {
  const searches = id === 'inv.find' || id === 'inv.resource.config';
  return { ...NO_PARAMETERS, search: searches ? 'web' : null };
}

function summaryOf(results: readonly AnalysisResult[]) {
  return {
    rows: results.reduce((sum, result) => sum + rowsOf(result), 0),
    findings: results.reduce((sum, { total }) => sum + total, 0),
    cuts: [...new Set(results.flatMap(({ coverage }) => coverage.truncated))],
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function rowsOf({ evidence }: AnalysisResult): number {
  const pages = evidence.filter(({ api }) => api === 'config:SelectAggregateResourceConfig');
  return pages.reduce((sum, { items }) => sum + items, 0);
}

function slowestOf(results: readonly AnalysisResult[]): string {
  return results
    .toSorted((a, b) => b.receipt.elapsedMs - a.receipt.elapsedMs)
    .slice(0, SLOWEST)
    .map(({ analyzer, receipt }) => `${analyzer} ${receipt.elapsedMs} ms`)
    .join(', ');
}

const CLOCK = { now: () => new Date() };
const ignore = () => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function context() {
  return { identity: 'bench', signal: new AbortController().signal, report: ignore };
}

function sourceOf({ endpoint, region, credentials }: EndpointReport): AwsSource {
  return {
    kind: 'sample',
    label: 'sample organisation',
    endpoint,
    region,
    credentials,
    memberRole: 'reader',
    configAggregator: null,
  };
}
