import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Allowance, SpendGuard } from '../../pipeline-server/contracts/spending.ts';
import { type AnswerCache, createAnswerCache } from './answer-cache.ts';
import { toAnalysisError } from './aws-errors.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Clients } from './clients.ts';
import { createLimiters } from './concurrency.ts';
import type { Operation } from './operation.ts';
import { payFor } from './pay.ts';
import { type KeepAnswer, type Pages, readPages, type Wire } from './read-pages.ts';
import type { RunRecorder } from './run-recorder.ts';

/** One item of an answer with the id of the evidence it rests on. */
export interface Sourced<Item> {
  readonly item: Item;
  readonly evidence: string;
}

/** One run's way to AWS: whose cache, what stops it, who keeps its books. */
export interface ReadContext {
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly recorder: RunRecorder;
  /** What the question may spend; a new one without it. */
  readonly allowance?: Allowance | undefined;
}

/**
 * Reads an operation to its last page.
 * @throws AnalysisError naming the remedy; when one page failed, none is given.
 */
export type Read = <Input extends object, Item>(
  operation: Operation<Input, Item>,
  input: Input,
) => Promise<readonly Sourced<Item>[]>;

/** What stands beside every read. */
export interface ReadingPorts {
  /** Stands before paid requests; without it nothing is counted. */
  readonly spend?: SpendGuard | undefined;
  readonly keepAnswer?: KeepAnswer | undefined;
}

/** What every run of a source shares. */
export interface ReadingOptions extends ReadingPorts {
  readonly clients: Clients;
  readonly clock: Clock;
  /** The URL of the source for error messages, or `AWS`. */
  readonly endpoint: string;
}

/** Items kept in the cache over all answers; at some 2 kB each this bounds it to a few hundred megabytes. */
const CACHED_ITEMS = 200_000;

/** Makes the reading of a source: one cache and one set of limits for all runs. */
export function createReading(options: ReadingOptions): (context: ReadContext) => Read {
  const { clients, clock, endpoint, spend, keepAnswer } = options;
  const now = () => clock.now().getTime();
  const cache = createAnswerCache<Pages<unknown>>({ now, maximumWeight: CACHED_ITEMS });
  const wire: Wire = { clients, clock, limiters: createLimiters(), keepAnswer };

  return (context) => async (operation, input) => {
    const answer = await readCached({ cache, wire, context, operation, input, spend }).catch(
      (error: unknown) => {
        if (context.signal.aborted) {
          throw new AnalysisError('aborted', `${operation.api} was cancelled.`);
        }
        throw toAnalysisError(error, { ...operation, endpoint });
      },
    );
    return toItems(answer);
  };
}

interface CachedRead<Input extends object, Item> {
  readonly cache: AnswerCache<Pages<unknown>>;
  readonly wire: Wire;
  readonly context: ReadContext;
  readonly operation: Operation<Input, Item>;
  readonly input: Input;
  readonly spend: SpendGuard | undefined;
}

async function readCached<Input extends object, Item>(
  read: CachedRead<Input, Item>,
): Promise<Pages<Item>> {
  const { operation, input, context, wire, spend } = read;
  const { identity, recorder, allowance } = context;
  const key = canonicalJson([identity, operation.api, input]);
  const answer = await read.cache.get(key, context.signal, async (signal) => {
    const onPage = recorder.asker(operation.priceUsd);
    const pay = payFor({ spend, identity, allowance, signal }, operation);
    const value = await readPages(wire, { operation, input, signal, pay, onPage });
    const items = value.pages.flatMap((page) => page.items);
    const freshMs = operation.freshness(input, items, wire.clock.now());
    return { value, freshMs, weight: items.length + value.pages.length };
  });
  // The key holds the operation, so that what is kept under it has the operation's items.
  const pages = answer.value as Pages<Item>;
  if (answer.cached) for (const page of pages.pages) recorder.cached(page.evidence);
  if (pages.truncated) recorder.truncated(cutOf(operation));
  return pages;
}

function cutOf(operation: { readonly api: string; readonly maximumPages: number }): string {
  return `${operation.api}: only the first ${operation.maximumPages} pages were read`;
}

function toItems<Item>(answer: Pages<Item>): readonly Sourced<Item>[] {
  return answer.pages.flatMap((page) =>
    page.items.map((item) => ({ item, evidence: page.evidence.id })),
  );
}
