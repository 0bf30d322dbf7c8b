import type { Progress, RunContext } from '../../contracts/analysis.ts';
import type { ApiUse } from '../../contracts/results.ts';
import { exactUsd } from '../../contracts/spending.ts';
import type { ApiCall, AskInput, AskPart, CallBook } from './answer.ts';
import { createProgressQueue } from './progress-queue.ts';

/** For whom work is done, and where its calls are entered. */
export interface Reporting {
  readonly input: Pick<AskInput, 'identity' | 'caller' | 'signal'>;
  readonly book: CallBook;
}

/**
 * Runs `work` and yields what it reports while it runs; returns its result. When the reader stops early, the work is
 * aborted.
 */
export async function* reportWhile<T>(
  { input, book }: Reporting,
  work: (context: RunContext) => Promise<T>,
): AsyncGenerator<AskPart, T> {
  const queue = createProgressQueue<AskPart>();
  const stop = new AbortController();
  const running = work({
    identity: input.identity,
    ...(input.caller === undefined ? {} : { caller: input.caller }),
    allowance: book.allowance,
    signal: AbortSignal.any([input.signal, stop.signal]),
    report: (progress) => {
      if (progress.type === 'api') enter(book, progress);
      queue.push(toPart(progress));
    },
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

function enter({ calls }: CallBook, { evidence, costUsd }: ApiCall): void {
  if (!calls.has(evidence.id)) calls.set(evidence.id, { evidence, costUsd });
}

/** The calls by API, in the order in which the APIs were first asked. */
export function usesOf({ calls, startedAt }: CallBook): readonly ApiUse[] {
  const uses = new Map<string, ApiUse>();
  for (const { evidence, costUsd } of calls.values()) {
    const { api, at, requests = 1 } = evidence;
    const use = uses.get(api) ?? { api, requests: 0, cached: 0, costUsd: 0 };
    const cached = new Date(at) < startedAt ? requests : 0;
    uses.set(api, {
      api,
      requests: use.requests + requests - cached,
      cached: use.cached + cached,
      costUsd: exactUsd(use.costUsd + costUsd),
    });
  }
  return [...uses.values()];
}
