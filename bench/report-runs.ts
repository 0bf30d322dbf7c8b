import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReportFormat } from '../pipeline-server/contracts/reports.ts';
import { createReportEncoder } from '../pipeline-server/report-encoder.ts';
import { encodeHere } from '../pipeline-server/report-worker.ts';
import { fakeFinding } from '../pipeline-server/test/fake-analyzers.ts';
import { reportOf, resultOf, sectionOf } from '../pipeline-server/test/fake-report.ts';

/** Which report a process of its own is to write. */
export interface ReportRun {
  readonly format: ReportFormat;
  readonly rows: number;
  /** In the thread that answers requests, or in one of its own as the server does. */
  readonly where: 'here' | 'worker';
}

/** What it took. */
export interface ReportRunReport {
  readonly elapsedMs: number;
  /** Longest time in which the thread that answers requests could not. */
  readonly longestDelayMs: number;
  /** Most resident memory of the process, what the report is made of included. */
  readonly peakMiB: number;
  readonly bytes: number;
}

process.on('disconnect', () => process.exit());

process.on('message', (run: ReportRun) => {
  void measure(run).then((report) => process.send?.(report));
});

async function measure({ format, rows, where }: ReportRun): Promise<ReportRunReport> {
  const encoder = createReportEncoder();
  const encode = where === 'here' ? encodeHere : encoder.encode;
  const { signal } = new AbortController();
  await encode(reportWith(1), format, signal);
  const report = reportWith(rows);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // The first turn is what later ones are measured against.
  await sleep(50);
  const startedAt = performance.now();
  const { length } = await encode(report, format, signal);
  const elapsedMs = performance.now() - startedAt;
  // The loop is found to have been blocked when it next turns.
  await sleep(50);
  delay.disable();
  await encoder.close();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return { elapsedMs, longestDelayMs: delay.max / 1e6, peakMiB, bytes: length };
}

/** A report with all of its rows in the table for reading as well. */
function reportWith(rows: number) {
  const findings = Array.from({ length: rows }, (_, index) => fakeFinding(index));
  const table = findings.map(({ id, accountName }) => [id, accountName ?? '']);
  return reportOf([resultOf(rows, { findings })], { sections: [sectionOf(table)] });
}
