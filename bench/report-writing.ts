import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figures.ts';
import type { ReportRun, ReportRunReport } from './report-runs.ts';

const ROWS = 5_000;
const MANY_ROWS = 100_000;

/** How long requests wait while a report is written, and what many rows take; every report in a process of its own. */
export async function measureReports(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const format of ['pdf', 'xlsx'] as const) {
    const here = await run({ format, rows: ROWS, where: 'here' });
    const worker = await run({ format, rows: ROWS, where: 'worker' });
    figures.push(...delays(format.toUpperCase(), here, worker));
  }
  for (const format of ['csv', 'json', 'xlsx'] as const) {
    const many = await run({ format, rows: MANY_ROWS, where: 'worker' });
    figures.push(...totals(format.toUpperCase(), many));
  }
  return figures;
}

function delays(name: string, here: ReportRunReport, worker: ReportRunReport): readonly Figure[] {
  const what = `${name} of ${ROWS} rows`;
  return [
    {
      name: `${what}: longest wait of requests`,
      value: worker.longestDelayMs,
      unit: 'ms',
      note: `written in ${Math.round(worker.elapsedMs)} ms by a worker thread`,
    },
    {
      name: `${what}: that wait, were it written in the same thread`,
      value: here.longestDelayMs / worker.longestDelayMs,
      unit: 'x',
      aim: { atLeast: 3 },
      note: `${Math.round(here.longestDelayMs)} ms`,
    },
  ];
}

function totals(name: string, { elapsedMs, peakMiB, bytes }: ReportRunReport): readonly Figure[] {
  const what = `${name} of ${MANY_ROWS} rows`;
  const note = `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    { name: `${what}: time`, value: elapsedMs, unit: 'ms', note },
    { name: `${what}: peak memory`, value: peakMiB, unit: 'MiB', note: 'the rows included' },
  ];
}

async function run(wanted: ReportRun): Promise<ReportRunReport> {
  const script = fileURLToPath(new URL('./report-runs.js', import.meta.url));
  const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    child.send(wanted);
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The process that writes ${wanted.format} ended early.`);
    });
    const [report] = await Promise.race([once(child, 'message'), ended]);
    return report as ReportRunReport;
  } finally {
    child.kill();
  }
}
