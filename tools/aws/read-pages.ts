import { canonicalJson, textHash } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Evidence } from '../../pipeline-server/contracts/findings.ts';
import type { Clients } from './clients.ts';
import { type MemberPlace, sendAsMember } from './member-call.ts';
import type { Entry, MemberSessions } from './member-sessions.ts';
import { answerOf, type Operation, type SendOptions } from './operation.ts';
import type { Scheduler } from './scheduler.ts';

/** One page of an answer with its evidence, or several pages that share one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly evidence: Evidence;
  /** False where AWS has more behind it. */
  readonly last: boolean;
}

/** Takes the canonical JSON of `{ request, answer }`, whose hash is the id, and returns at once. */
export type KeepAnswer = (id: string, json: string) => void;

/** Where a call is counted. */
type Place = MemberPlace | { readonly accountId: null; readonly region: null };

/** The server's own account and Region. */
const NOWHERE = { accountId: null, region: null };

/** What a read goes through. */
export interface Wire {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly members: MemberSessions;
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
  /** For whom accounts are entered. */
  readonly entering: Pick<Entry, 'identity' | 'caller' | 'onRequest'>;
  /** Most pages that are asked for. */
  readonly maximumPages: number;
  /** Sends a request when its price may be spent. */
  readonly pay: Pay;
  /** Told of each page as it arrives. */
  readonly onPage: (evidence: Evidence) => void;
}

/** One answer of AWS, reduced to what is still needed of it. */
interface Part<Item> {
  readonly number: number;
  readonly items: readonly Item[];
  readonly id: string;
  readonly last: boolean;
}

/** Pages with a record of their own; behind them, free requests share one by {@link PAGES_PER_RECORD}. */
const PAGES_WITH_RECORD = 100;
const PAGES_PER_RECORD = 50;

/**
 * Reads page after page, to the end or to the bound; the last page that comes says which. An empty page with a token is
 * not the end. The next page is asked for when it is wanted.
 */
export async function* readPages<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
): AsyncGenerator<Page<Item>, void> {
  let batch: Part<Item>[] = [];
  for await (const part of readParts(wire, read)) {
    batch.push(part);
    const ended = part.last || part.number === read.maximumPages;
    if (!ended && batch.length < batchSize(read.operation, part.number)) continue;
    const page = toPage(wire, read, batch);
    batch = [];
    read.onPage(page.evidence);
    yield page;
  }
}

/** What is paid is told at once: a read that fails later has cost it. */
function batchSize({ priceUsd }: { readonly priceUsd: number }, number: number): number {
  return priceUsd > 0 || number <= PAGES_WITH_RECORD ? 1 : PAGES_PER_RECORD;
}

async function* readParts<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
): AsyncGenerator<Part<Item>, void> {
  const { operation, input, maximumPages } = read;
  let token: string | null = null;
  for (let number = 1; number <= maximumPages; number += 1) {
    const answer: Answer = await ask(wire, read, token);
    const request = pageRequest(input, number === 1 ? {} : { page: number });
    token = nextToken(operation, answer, token);
    const id = keepJson(wire, { request, answer });
    yield { number, items: operation.items(answer), id, last: token === null };
    if (token === null) return;
  }
}

async function ask<Input extends object, Item>(
  wire: Wire,
  read: PagedRead<Input, Item>,
  token: string | null,
): Promise<Answer> {
  const { operation, input, signal, pay } = read;
  const paged = token !== null && operation.token !== null;
  const sent = paged ? { ...input, [operation.token]: token } : input;
  const send = (place: Place, options: Pick<SendOptions, 'member'>) =>
    wire.scheduler.run({ api: operation.api, ...place, signal }, async () =>
      answerOf(
        await pay(() => operation.send(wire.clients, sent, { abortSignal: signal, ...options })),
      ),
    );
  const place = operation.member(input);
  if (place === null) return send(NOWHERE, {});
  const entry = { ...read.entering, accountId: place.accountId, signal };
  return sendAsMember(wire.members, entry, (credentials) =>
    send(place, { member: { region: place.region, credentials } }),
  );
}

function pageRequest(input: object, page: Readonly<Record<string, unknown>>): Answer {
  return { ...input, ...page };
}

/** Hands a record to who keeps raw answers; its hash is its id. */
function keepJson({ keepAnswer }: Wire, record: Answer): string {
  const json = canonicalJson(record);
  const id = textHash(json);
  keepAnswer?.(id, json);
  return id;
}

/** The id of one part; for several, that of a record that lists theirs. */
function idOf(wire: Wire, request: Answer, parts: readonly Part<unknown>[]): string {
  const [first, ...more] = parts.map(({ id }) => id);
  return first !== undefined && more.length === 0
    ? first
    : keepJson(wire, { request, pages: parts.map(({ id }) => id) });
}

/** One part as it is; several under one record. */
function toPage<Input extends object, Item>(
  wire: Wire,
  { operation, input }: PagedRead<Input, Item>,
  parts: readonly Part<Item>[],
): Page<Item> {
  const items = parts.flatMap((part) => part.items);
  const [from, to] = [parts[0]?.number ?? 1, parts.at(-1)?.number ?? 1];
  const one = to === 1 ? {} : { page: to };
  const request = pageRequest(input, from === to ? one : { pages: `${from}-${to}` });
  const evidence: Evidence = {
    id: idOf(wire, request, parts),
    api: operation.api,
    request,
    at: wire.clock.now().toISOString(),
    ...(operation.member(input) ?? NOWHERE),
    items: items.length,
    ...(from === to ? {} : { requests: parts.length }),
  };
  return { items, evidence, last: parts.at(-1)?.last ?? true };
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
