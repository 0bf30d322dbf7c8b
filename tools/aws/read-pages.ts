import type { Evidence } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import { canonicalJson, textHash } from './canonical-json.ts';
import type { Clients } from './clients.ts';
import type { Limiter } from './concurrency.ts';
import { answerOf, type Operation } from './operation.ts';
import type { ServiceName } from './read-only.ts';

/** One page of an answer with its evidence. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly evidence: Evidence;
}

/** The pages that were read; `truncated` when there were more than the operation's bound. */
export interface Pages<Item> {
  readonly pages: readonly Page<Item>[];
  readonly truncated: boolean;
}

/** Takes the canonical JSON of `{ request, answer }`, whose hash is the id, and returns at once. */
export type KeepAnswer = (id: string, json: string) => void;

/** What a read goes through. */
export interface Wire {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly limiters: Readonly<Record<ServiceName, Limiter>>;
  /** Takes each answer with the id of its evidence; without it only the hash remains. */
  readonly keepAnswer?: KeepAnswer | undefined;
}

/** Sends one request, counted before it goes and not when it fails. */
export type Pay = (send: () => Promise<unknown>) => Promise<unknown>;

/** A whole answer as plain JSON. */
type Answer = Readonly<Record<string, unknown>>;

interface PagedRead<Input extends object, Item> {
  readonly operation: Operation<Input, Item>;
  readonly input: Input;
  readonly signal: AbortSignal;
  /** Sends a request when its price may be spent. */
  readonly pay: Pay;
  /** Told of each page as it arrives. */
  readonly onPage: (evidence: Evidence) => void;
}

/** Reads page after page, to the end or to the operation's bound. An empty page with a token is not the end. */
export async function readPages<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
): Promise<Pages<Item>> {
  const pages: Page<Item>[] = [];
  let token: string | null = null;
  do {
    const answer: Answer = await ask(wire, read, token);
    const page = toPage(wire, read, { answer, number: pages.length + 1 });
    read.onPage(page.evidence);
    pages.push(page);
    token = nextToken(read.operation, answer, token);
  } while (token !== null && pages.length < read.operation.maximumPages);
  return { pages, truncated: token !== null };
}

async function ask<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
  token: string | null,
): Promise<Answer> {
  const { operation, input, signal, pay } = read;
  const paged = token !== null && operation.token !== null;
  const sent = paged ? { ...input, [operation.token]: token } : input;
  return wire.limiters[operation.service](async () => {
    signal.throwIfAborted();
    const send = () => operation.send(wire.clients, sent, { abortSignal: signal });
    return answerOf(await pay(send));
  });
}

function toPage<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
  part: { readonly answer: Answer; readonly number: number },
): Page<Item> {
  const items = read.operation.items(part.answer);
  const page = part.number === 1 ? {} : { page: part.number };
  const request: Answer = { ...read.input, ...page };
  const json = canonicalJson({ request, answer: part.answer });
  const id = textHash(json);
  wire.keepAnswer?.(id, json);
  const evidence: Evidence = {
    id,
    api: read.operation.api,
    request,
    at: wire.clock.now().toISOString(),
    accountId: null,
    region: null,
    items: items.length,
  };
  return { items, evidence };
}

/** The next page's token; a token that repeats would page for ever and ends the read. */
function nextToken<Input extends object, Item>(
  operation: Operation<Input, Item>,
  answer: Answer,
  previous: string | null,
): string | null {
  const next = operation.token === null ? null : answer[operation.token];
  return typeof next === 'string' && next !== '' && next !== previous ? next : null;
}
