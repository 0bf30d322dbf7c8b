import { createKeptAnswers } from './kept-answers.ts';
import { type LinkedPages, linkPages } from './linked-pages.ts';
import { whenAborted } from './when-aborted.ts';

/** An answer that is about to be read. */
export interface OpenedAnswer<Page> {
  readonly pages: AsyncIterator<Page, void>;
  weigh(page: Page): number;
  /** How long the whole answer serves again, in milliseconds. */
  freshMs(pages: readonly Page[]): number;
  /** A heavier answer is not kept: its pages are let go as they are read. */
  readonly keptUpTo: number;
}

/** Opens an answer. The signal aborts when nobody reads it any more. */
type Open<Page> = (signal: AbortSignal) => OpenedAnswer<Page>;

/** Who reads an answer, and how. */
interface AnswerReader {
  readonly key: string;
  readonly signal: AbortSignal;
  /** Asks for the next page while the reader is at work on one; never for pages that are paid. */
  readonly ahead: boolean;
}

/** A page as one reader gets it; `cached` is false for the reader whose `open` ran. */
interface ReadPage<Page> {
  readonly page: Page;
  readonly cached: boolean;
}

/** A cache of answers page by page, in which identical requests in flight share one call. */
export interface AnswerCache<Page> {
  /** The pages of the fresh answer for the key, or those that are opened. A failed answer is not kept. */
  pages(reader: AnswerReader, open: Open<Page>): AsyncGenerator<ReadPage<Page>, void>;
}

/** Settings of a cache: `now` in milliseconds, `maximumWeight` as the sum of the weights of what is kept. */
export interface AnswerCacheOptions {
  readonly now: () => number;
  readonly maximumWeight: number;
}

interface InFlight<Page> {
  /** Where a reader starts; null once pages were let go. */
  first: LinkedPages<Page> | null;
  readonly controller: AbortController;
  readers: number;
}

/** An empty cache. */
export function createAnswerCache<Page>(options: AnswerCacheOptions): AnswerCache<Page> {
  const kept = createKeptAnswers<{ readonly pages: readonly Page[] }>(options.maximumWeight);
  const inFlight = new Map<string, InFlight<Page>>();

  function start(key: string, open: Open<Page>): InFlight<Page> {
    const controller = new AbortController();
    const flight: InFlight<Page> = { first: null, controller, readers: 0 };
    flight.first = linkPages(keeping(key, flight, open(controller.signal)));
    inFlight.set(key, flight);
    return flight;
  }

  /** Gathers the pages that pass by, to keep them at the end; lets go of an answer that grows too heavy. */
  async function* keeping(key: string, flight: InFlight<Page>, answer: OpenedAnswer<Page>) {
    let gathered: Page[] = [];
    let weight = 0;
    for await (const page of { [Symbol.asyncIterator]: () => answer.pages }) {
      weight += answer.weigh(page);
      if (weight <= answer.keptUpTo) gathered.push(page);
      else if (flight.first !== null) {
        gathered = [];
        flight.first = null;
        forget(key, flight);
      }
      yield page;
    }
    if (weight > answer.keptUpTo) return;
    const until = options.now() + answer.freshMs(gathered);
    kept.set(key, { value: { pages: gathered }, until, weight });
  }

  function forget(key: string, flight: InFlight<Page>): void {
    if (inFlight.get(key) === flight) inFlight.delete(key);
  }

  /** Reads a shared answer; the last one to leave removes it, and stops the request that is under way. */
  async function* share(reader: AnswerReader, flight: InFlight<Page>, cached: boolean) {
    flight.readers += 1;
    try {
      for await (const page of follow(flight, reader)) yield { page, cached };
    } finally {
      flight.readers -= 1;
      if (flight.readers === 0) {
        forget(reader.key, flight);
        flight.controller.abort();
      }
    }
  }

  return {
    async *pages(reader, open) {
      reader.signal.throwIfAborted();
      const fresh = kept.get(reader.key, options.now());
      if (fresh !== undefined) {
        for (const page of fresh.pages) yield { page, cached: true };
        return;
      }
      const running = inFlight.get(reader.key);
      yield* share(reader, running ?? start(reader.key, open), running !== undefined);
    },
  };
}

/** The pages from the start. Only the way ahead is held, so that pages that were read can go. */
async function* follow<Page>(flight: InFlight<Page>, { signal, ahead }: AnswerReader) {
  let next = flight.first;
  while (next !== null) {
    signal.throwIfAborted();
    const link = await orAborted(next(), signal);
    next = link?.next ?? null;
    if (ahead) next?.().catch(() => undefined);
    if (link !== null) yield link.page;
  }
}

/** The promise's outcome, or the signal's reason when that comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopListening = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stopListening = whenAborted(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
  }
}
