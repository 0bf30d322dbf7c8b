import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BENCH_KEY } from './server-process.ts';

/** A bounded number of equal requests, `concurrency` at a time over connections that are kept open. */
export interface Load {
  readonly url: string;
  readonly key: string;
  /** A JSON text to POST, or null for a GET. */
  readonly body: string | null;
  readonly requests: number;
  readonly concurrency: number;
  /** Sent besides the key and the type of the body. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of a load. Latencies are until the last byte of the answers that did not fail. */
export interface LoadResult {
  readonly latenciesMs: readonly number[];
  /** Until the first byte of each answer's body. */
  readonly firstBytesMs: readonly number[];
  readonly failures: number;
  readonly elapsedMs: number;
}

/** A load with what names it where it fails, and whether failures are figures of their own. */
export interface NamedLoad extends Omit<Load, 'key'> {
  /** Who is measured; the URL is, where nothing is given. */
  readonly name?: string;
  /** True for a peer: its failures are reported, not thrown. */
  readonly mayFail?: boolean;
}

/** Makes load from a thread of its own, so that measuring does not slow the measured. */
export interface LoadGenerator {
  /** @throws when a request fails that may not, or all do: a figure made of errors would look good. */
  run(load: NamedLoad): Promise<LoadResult>;
  close(): Promise<void>;
}

/** Starts the thread. */
export function createLoadGenerator(): LoadGenerator {
  const worker = new Worker(new URL('./load-worker.js', import.meta.url));
  return {
    run: async ({ name, mayFail, ...load }) => {
      const answered = once(worker, 'message');
      worker.postMessage({ ...load, key: BENCH_KEY } satisfies Load);
      const [result]: LoadResult[] = await answered;
      const failures = result?.failures ?? load.requests;
      if (result === undefined || failures > (mayFail === true ? load.requests - 1 : 0)) {
        const whom = name === undefined ? load.url : `${name} (${load.url})`;
        throw new Error(`${failures} of ${load.requests} requests to ${whom} failed`);
      }
      return result;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Requests per second. */
export function throughput(result: LoadResult): number {
  return (result.latenciesMs.length / result.elapsedMs) * 1000;
}
