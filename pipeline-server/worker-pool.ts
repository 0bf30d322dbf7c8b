import { existsSync } from 'node:fs';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { Tinypool } from 'tinypool';

/** Runs tasks away from the thread that answers requests. */
export interface WorkerPool<Task, Result> {
  /**
   * @throws WorkerLimitError when it takes too long, too much memory, or too many wait; what the worker throws; the reason of the
   * signal when it aborts.
   */
  run(task: Task, signal: AbortSignal): Promise<Result>;
  /** Ends the threads, and what they work on. */
  close(): Promise<void>;
}

/** How tasks are run. */
export interface WorkerPoolOptions {
  /** The module of the worker threads, compiled. */
  readonly worker: URL;
  /** Milliseconds after which a task is given up, counted from its beginning. */
  readonly timeoutMs: number;
  /** Memory of each thread in MiB; a task that needs more fails alone. */
  readonly memoryMb: number;
}

/** A task that was given up, or not begun. */
export class WorkerLimitError extends Error {
  override readonly name = 'WorkerLimitError';
  readonly limit: 'time' | 'memory' | 'queue';

  constructor(limit: WorkerLimitError['limit'], cause: unknown) {
    super(`The task met its limit of ${limit}.`, { cause });
    this.limit = limit;
  }
}

const THREADS = 2;
const MOST_WAITING = 16;
const IDLE_MS = 30_000;

/** False in the source tree, which tests run from: it has no module that a thread could load. */
export function canRun(worker: URL): boolean {
  return existsSync(worker);
}

/** Makes a pool; threads are started with the first task and end when they were idle for half a minute. */
export function createWorkerPool<Task, Result>(
  options: WorkerPoolOptions,
): WorkerPool<Task, Result> {
  const queue = bulkhead(THREADS, MOST_WAITING);
  const closing = new AbortController();
  let pool: Tinypool | null = null;
  return {
    async run(task, signal) {
      try {
        return await queue.execute(async () => {
          const ended = AbortSignal.any([signal, closing.signal]);
          ended.throwIfAborted();
          pool ??= startPool(options);
          return (await runWithin(pool, task, { ...options, signal: ended })) as Result;
        });
      } catch (error) {
        throw error instanceof BulkheadRejectedError ? new WorkerLimitError('queue', error) : error;
      }
    },
    async close() {
      closing.abort(new Error('The server is closing.'));
      await pool?.destroy();
    },
  };
}

function startPool({ worker, memoryMb }: WorkerPoolOptions): Tinypool {
  return new Tinypool({
    filename: worker.href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
}

async function runWithin(
  pool: Tinypool,
  task: unknown,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<unknown> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    return (await pool.run(task, { signal: AbortSignal.any([signal, late]) })) as unknown;
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) throw new WorkerLimitError('time', error);
    throw isOutOfMemory(error) ? new WorkerLimitError('memory', error) : error;
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
