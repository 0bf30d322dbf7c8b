import { AnalysisError, type Caller } from '../../pipeline-server/contracts/analysis.ts';
import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Allowance, SpendGuard } from '../../pipeline-server/contracts/spending.ts';
import { type AnswerCache, createAnswerCache, type OpenedAnswer } from './answer-cache.ts';
import { toAnalysisError } from './aws-errors.ts';
import { type Clients, createClients } from './clients.ts';
import { MEMBER_ACTIONS } from './iam-actions.ts';
import { createMemberSessions } from './member-sessions.ts';
import type { Operation } from './operation.ts';
import { payFor } from './pay.ts';
import { limitsOfSource } from './rate-limits.ts';
import { type KeepAnswer, type Page, readPages, type Wire } from './read-pages.ts';
import type { RunRecorder } from './run-recorder.ts';
import { createScheduler } from './scheduler.ts';
import type { AwsSource } from './source.ts';

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
  /** Who is named to AWS where accounts are entered. */
  readonly caller?: Caller | undefined;
  /** What the question may spend; a new one without it. */
  readonly allowance?: Allowance | undefined;
}

/**
 * Reads an operation to its last page, or to the operation's bound.
 * @throws AnalysisError naming the remedy; when one page failed, none is given.
 */
export type Read = <Input extends object, Item>(
  operation: Operation<Input, Item>,
  input: Input,
) => Promise<readonly Sourced<Item>[]>;

/**
 * Reads an operation page by page, for answers that need not fit into memory; one page is fetched ahead.
 * @throws AnalysisError while it is read; what was read before is then no answer.
 */
type Stream = <Input extends object, Item>(
  operation: Operation<Input, Item>,
  input: Input,
) => AsyncIterable<Page<Item>>;

/** The two ways in which one run reads. */
export interface Reading {
  readonly read: Read;
  readonly stream: Stream;
}

/** What stands beside every read. */
export interface ReadingPorts {
  /** Stands before paid requests; without it nothing is counted. */
  readonly spend?: SpendGuard | undefined;
  readonly keepAnswer?: KeepAnswer | undefined;
  /** How often this server changed something: answers from before the last time serve again only where they were paid for. */
  readonly changes?: (() => number) | undefined;
}

/** What every run of a source shares. */
export interface ReadingOptions extends ReadingPorts {
  readonly source: AwsSource;
  readonly clock: Clock;
  /** Made of the source unless given. */
  readonly clients?: Clients;
}

/** Items kept in the cache over all answers; at some 2 kB each this bounds it to a few hundred megabytes. */
const CACHED_ITEMS = 200_000;

/** A longer answer is read again when it is asked again, unless it was paid for or its operation says otherwise. */
const CACHED_ITEMS_OF_ANSWER = 20_000;

function keptItems(operation: { readonly priceUsd: number; readonly keptItems: number | null }) {
  if (operation.priceUsd > 0) return CACHED_ITEMS;
  return operation.keptItems ?? CACHED_ITEMS_OF_ANSWER;
}

/** Makes the reading of a source: one cache and one set of limits for all runs. */
export function createReading(options: ReadingOptions): (context: ReadContext) => Reading {
  const { source, clock, spend, keepAnswer, clients = createClients(source) } = options;
  const changes = options.changes ?? (() => 0);
  const endpoint = source.endpoint ?? 'AWS';
  const now = () => clock.now().getTime();
  const cache = createAnswerCache<Page<unknown>>({ now, maximumWeight: CACHED_ITEMS });

  const shared = {
    clients,
    scheduler: createScheduler({ limits: limitsOfSource(source.kind) }),
    clock,
  };
  const members = createMemberSessions({ ...shared, source, actions: MEMBER_ACTIONS });
  const wire: Wire = { ...shared, members, keepAnswer };

  return (context) => {
    const pages = <Input extends object, Item>(
      operation: Operation<Input, Item>,
      input: Input,
      maximumPages: number,
    ) => {
      const read = { operation, input, maximumPages, changes: changes() };
      return readCached({ ...read, cache, wire, spend, endpoint, context });
    };
    return {
      stream: (operation, input) => pages(operation, input, operation.streamedPages),
      read: (operation, input) => collect(pages(operation, input, operation.maximumPages)),
    };
  };
}

interface CachedRead<Input extends object, Item> {
  readonly cache: AnswerCache<Page<unknown>>;
  readonly wire: Wire;
  readonly endpoint: string;
  readonly context: ReadContext;
  readonly operation: Operation<Input, Item>;
  readonly input: Input;
  readonly maximumPages: number;
  readonly spend: SpendGuard | undefined;
  readonly changes: number;
}

/** The pages, with the run's books kept and errors in words. */
async function* readCached<Input extends object, Item>(
  read: CachedRead<Input, Item>,
): AsyncGenerator<Page<Item>, void> {
  const { operation, context, endpoint } = read;
  try {
    yield* booked(read);
  } catch (error) {
    if (context.signal.aborted) {
      throw new AnalysisError('aborted', `${operation.api} was cancelled.`);
    }
    throw toAnalysisError(error, { ...operation, endpoint });
  }
}

async function* booked<Input extends object, Item>(
  read: CachedRead<Input, Item>,
): AsyncGenerator<Page<Item>, void> {
  const { operation, input, maximumPages, cache } = read;
  const { identity, recorder, signal } = read.context;
  const ahead = operation.priceUsd === 0;
  const seen = ahead ? read.changes : 0;
  const key = canonicalJson([identity, operation.api, input, maximumPages, seen]);
  let complete = true;
  for await (const { page, cached } of cache.pages({ key, signal, ahead }, opener(read))) {
    if (cached) recorder.cached(page.evidence);
    complete = page.last;
    // The key holds the operation, so that what is kept under it has the operation's items.
    yield page as Page<Item>;
  }
  if (!complete)
    recorder.truncated(`${operation.api}: only the first ${maximumPages} pages were read`);
}

function opener<Input extends object, Item>({
  operation,
  input,
  context: { recorder, identity, caller, allowance },
  wire,
  spend,
  maximumPages,
}: CachedRead<Input, Item>): (signal: AbortSignal) => OpenedAnswer<Page<unknown>> {
  return (signal) => {
    const onPage = recorder.asker(operation.priceUsd);
    const entering = { identity, caller, onRequest: recorder.asker(0) };
    const pay = payFor({ spend, identity, allowance, signal }, operation);
    return {
      pages: readPages(wire, { operation, input, signal, entering, maximumPages, pay, onPage }),
      weigh: ({ items }) => items.length + 1,
      freshMs: (pages) => {
        const items = pages.flatMap((page) => page.items) as readonly Item[];
        return operation.freshness(input, items, wire.clock.now());
      },
      keptUpTo: keptItems(operation),
    };
  };
}

async function collect<Item>(pages: AsyncIterable<Page<Item>>): Promise<readonly Sourced<Item>[]> {
  const all: Sourced<Item>[] = [];
  for await (const { items, evidence } of pages) {
    for (const item of items) all.push({ item, evidence: evidence.id });
  }
  return all;
}
