import { existsSync } from 'node:fs';
import { Tinypool } from 'tinypool';
import type { EncodeReport } from '../tools/reports/encode-report.ts';
import type { ReportFormat } from './contracts/reports.ts';
import { type EncodingTask, encodeHere } from './report-worker.ts';

/** Writes reports away from the thread that answers requests. */
export interface ReportEncoder {
  /** @throws Error that says what happened when it takes too long, too much memory, or too many wait. */
  readonly encode: EncodeReport;
  /** Ends the threads, and what they work on. */
  readonly close: () => Promise<void>;
}

/** How reports are written. */
export interface EncoderOptions {
  /** The module of the worker threads, compiled. */
  readonly worker: URL;
  /** Milliseconds after which a report is given up. */
  readonly timeoutMs: number;
  /** Memory of each thread in MiB; a report that needs more fails alone. */
  readonly memoryMb: number;
}

const DEFAULTS: EncoderOptions = {
  worker: new URL('./report-worker.js', import.meta.url),
  timeoutMs: 120_000,
  memoryMb: 1_024,
};

/** Laying out pages and zipping sheets takes seconds; the other formats take about as long as handing the rows over. */
const HEAVY: ReadonlySet<ReportFormat> = new Set(['pdf', 'xlsx']);
const THREADS = 2;
const MOST_WAITING = 16;
const IDLE_MS = 30_000;

/** Makes the encoder; threads are started with the first report and end when they were idle for half a minute. */
export function createReportEncoder(options: Partial<EncoderOptions> = {}): ReportEncoder {
  const { worker, timeoutMs, memoryMb } = { ...DEFAULTS, ...options };
  // The source tree, which tests run from, has no module that a thread could load.
  if (!existsSync(worker)) return { encode: encodeHere, close: () => Promise.resolve() };
  let pool: Tinypool | null = null;
  return {
    async encode(report, format, signal) {
      signal.throwIfAborted();
      if (!HEAVY.has(format)) return await encodeHere(report, format);
      pool ??= startPool(worker, memoryMb);
      return await runWithin(pool, { report, format }, { signal, timeoutMs });
    },
    close: async () => await pool?.destroy(),
  };
}

function startPool(worker: URL, memoryMb: number): Tinypool {
  return new Tinypool({
    filename: worker.href,
    minThreads: 0,
    maxThreads: THREADS,
    maxQueue: MOST_WAITING,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
}

async function runWithin(
  pool: Tinypool,
  task: EncodingTask,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Uint8Array> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    return (await pool.run(task, { signal: AbortSignal.any([signal, late]) })) as Uint8Array;
  } catch (error) {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    throw new Error(`The report was not written within ${timeoutMs / 1000} s.`, { cause: error });
  }
}
