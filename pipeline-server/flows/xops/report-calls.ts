import type { ApiUse, Progress, RunContext } from '../../contracts/analysis.ts';
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

/** Passes parts on and counts the calls among them into `calls`. */
export async function* countCalls<T>(
  parts: AsyncGenerator<AskPart, T>,
  calls: ApiUse[],
): AsyncGenerator<AskPart, T> {
  let next = await parts.next();
  while (next.done !== true) {
    const part = next.value;
    if (part.type === 'source') {
      calls.push({ api: part.evidence.api, requests: 1, cached: 0, costUsd: part.costUsd });
    }
    yield part;
    next = await parts.next();
  }
  return next.value;
}
