import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { isRecord, plainJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Clients } from './clients.ts';
import type { MemberAccess, MemberPlace } from './member-call.ts';
import type { ServiceName } from './read-only.ts';

/** What goes beside the input of a request. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
  /** Given for operations with a `member`. */
  readonly member?: MemberAccess;
}

/** One read of AWS, described as data: how it is sent, paged, priced, cached and checked. */
export interface Operation<Input extends object, Item> {
  readonly api: string;
  readonly service: ServiceName;
  readonly iamAction: string;
  /** The member that carries the page token in request and answer, or null for an operation without pages. */
  readonly token: 'NextToken' | 'nextToken' | 'NextPageToken' | null;
  /** Most pages that one read follows; what lies behind is reported as truncated. */
  readonly maximumPages: number;
  /** The same for a stream, whose items are not held. */
  readonly streamedPages: number;
  /** Price of one request in USD as AWS publishes it. */
  readonly priceUsd: number;
  /** Most items of an answer that serves again; null for the usual number. */
  readonly keptItems: number | null;
  /** How long an answer serves again, in milliseconds. */
  freshness(input: Input, items: readonly Item[], now: Date): number;
  /** The account that is asked by a role in it; null for an operation that the server's own account answers. */
  member(input: Input): MemberPlace | null;
  send(clients: Clients, input: Input, options: SendOptions): Promise<unknown>;
  items(answer: unknown): readonly Item[];
}

interface OperationParts<Input extends object, Schema extends TSchema, Item> {
  readonly service: ServiceName;
  readonly name: string;
  readonly iamPrefix: string;
  /** The action's name where it is not the operation's. */
  readonly iamName?: string;
  readonly token?: 'NextToken' | 'nextToken' | 'NextPageToken';
  readonly maximumPages?: number;
  /** As many as `maximumPages` unless given. */
  readonly streamedPages?: number;
  readonly priceUsd?: number;
  readonly keptItems?: number;
  readonly freshness: number | ((input: Input, items: readonly Item[], now: Date) => number);
  /** What the answer must look like; members that are not named are ignored. */
  readonly answer: Schema;
  readonly member?: Operation<Input, Item>['member'];
  readonly send: Operation<Input, Item>['send'];
  readonly items: (answer: Static<Schema>) => readonly Item[];
}

/** Minutes and hours in milliseconds, for freshness. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Declares an operation. Its answers are checked against the schema before anyone reads them. */
export function defineOperation<Input extends object, Schema extends TSchema, Item>(
  parts: OperationParts<Input, Schema, Item>,
): Operation<Input, Item> {
  const { freshness } = parts;
  const validator = Compile(parts.answer);
  const api = `${parts.service}:${parts.name}`;
  return {
    api,
    service: parts.service,
    iamAction: `${parts.iamPrefix}:${parts.iamName ?? parts.name}`,
    token: parts.token ?? null,
    maximumPages: parts.maximumPages ?? 200,
    streamedPages: parts.streamedPages ?? parts.maximumPages ?? 200,
    priceUsd: parts.priceUsd ?? 0,
    keptItems: parts.keptItems ?? null,
    freshness: typeof freshness === 'function' ? freshness : () => freshness,
    member: parts.member ?? (() => null),
    send: parts.send,
    items(answer) {
      if (!validator.Check(answer)) throw malformed(api, validator.Errors(answer));
      return parts.items(answer);
    },
  };
}

function malformed(api: string, errors: readonly { instancePath: string; message: string }[]) {
  const [first] = errors;
  const where = first === undefined ? '' : ` (${first.instancePath || '/'} ${first.message})`;
  return new AnalysisError(
    'unavailable',
    `${api} gave an answer of an unexpected shape${where}. Check that the endpoint is AWS.`,
  );
}

/** The SDK's output as plain JSON without the SDK's own metadata. */
export function answerOf(output: unknown): Readonly<Record<string, unknown>> {
  const plain = plainJson(output);
  if (!isRecord(plain)) return {};
  const { $metadata: _metadata, ...answer } = plain;
  return answer;
}
