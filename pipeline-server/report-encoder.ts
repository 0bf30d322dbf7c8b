import type { EncodeReport } from '../tools/reports/encode-report.ts';
import type { ReportFormat } from './contracts/reports.ts';
import { type EncodingTask, encodeHere } from './report-worker.ts';
import {
  canRun,
  createWorkerPool,
  WorkerLimitError,
  type WorkerPoolOptions,
} from './worker-pool.ts';

/** Writes reports away from the thread that answers requests. */
export interface ReportEncoder {
  /** @throws Error that says what happened when it takes too long, too much memory, or too many wait. */
  readonly encode: EncodeReport;
  /** Ends the threads, and what they work on. */
  readonly close: () => Promise<void>;
}

const DEFAULTS: WorkerPoolOptions = {
  worker: new URL('./report-worker.js', import.meta.url),
  timeoutMs: 120_000,
  memoryMb: 1_024,
};

/** Laying out pages and zipping sheets takes seconds; the other formats take about as long as handing the rows over. */
const HEAVY: ReadonlySet<ReportFormat> = new Set(['pdf', 'xlsx']);

/** Makes the encoder; threads are started with the first report and end when they were idle for half a minute. */
export function createReportEncoder(changes: Partial<WorkerPoolOptions> = {}): ReportEncoder {
  const options = { ...DEFAULTS, ...changes };
  if (!canRun(options.worker)) return { encode: encodeHere, close: () => Promise.resolve() };
  const pool = createWorkerPool<EncodingTask, Uint8Array>(options);
  return {
    async encode(report, format, signal) {
      signal.throwIfAborted();
      if (!HEAVY.has(format)) return await encodeHere(report, format);
      try {
        return await pool.run({ report, format }, signal);
      } catch (error) {
        throw explain(error, options);
      }
    },
    close: () => pool.close(),
  };
}

function explain(error: unknown, { timeoutMs, memoryMb }: WorkerPoolOptions): unknown {
  if (!(error instanceof WorkerLimitError)) return error;
  const said = {
    time: `The report was not written within ${timeoutMs / 1000} s.`,
    memory: `The report needs more than ${memoryMb} MiB of memory.`,
    queue: 'Too many reports are in the queue. Try it again in a moment.',
  };
  return new Error(said[error.limit], { cause: error });
}
