import type { ApiUse, Evidence, Progress, RunContext } from '../../contracts/analysis.ts';
import type { AskInput, AskPart } from './answer.ts';
import { createProgressQueue } from './progress-queue.ts';

/**
 * Runs `work` and yields what it reports while it runs; returns its result. When the reader stops early, the work is
 * aborted.
 */
export async function* reportWhile<T>(
  input: Pick<AskInput, 'identity' | 'signal'>,
  work: (context: RunContext) => Promise<T>,
): AsyncGenerator<AskPart, T> {
  const queue = createProgressQueue<AskPart>();
  const stop = new AbortController();
  const running = work({
    identity: input.identity,
    signal: AbortSignal.any([input.signal, stop.signal]),
    report: (progress) => queue.push(toPart(progress)),
  }).finally(() => queue.close());
  running.catch(() => undefined);
  try {
    yield* queue;
    return await running;
  } finally {
    stop.abort();
  }
}

function toPart(progress: Progress): AskPart {
  return progress.type === 'step'
    ? { type: 'progress', description: progress.description }
    : { type: 'source', evidence: progress.evidence, costUsd: progress.costUsd };
}

type ApiCall = { readonly evidence: Evidence; readonly costUsd: number };

/** Where calls are counted. */
export interface CallCount {
  readonly calls: ApiUse[];
  /** An answer older than the question came from the cache. */
  readonly startedAt: Date;
}

/** Passes parts on and counts the calls among them. */
export async function* countCalls<T>(
  parts: AsyncGenerator<AskPart, T>,
  { calls, startedAt }: CallCount,
): AsyncGenerator<AskPart, T> {
  let next = await parts.next();
  while (next.done !== true) {
    const part = next.value;
    if (part.type === 'source') calls.push(useOf(part, startedAt));
    yield part;
    next = await parts.next();
  }
  return next.value;
}

function useOf({ evidence, costUsd }: ApiCall, startedAt: Date): ApiUse {
  const isCached = new Date(evidence.at) < startedAt;
  return { api: evidence.api, requests: isCached ? 0 : 1, cached: isCached ? 1 : 0, costUsd };
}
