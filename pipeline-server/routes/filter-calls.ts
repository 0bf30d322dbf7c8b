import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock, RequestContext } from '../contracts/context.ts';
import type { FilterBody, WebuiUser } from '../contracts/plugin.ts';
import { InvalidBody, problemsOf } from '../engine/body-problems.ts';
import { callFilter, type FilterCall } from '../engine/call-filter.ts';
import { isRefusal } from '../engine/failure.ts';
import { isJsonObject } from '../engine/json-object.ts';
import { taskOfMetadata } from '../engine/tasks.ts';
import type { ChatDependencies } from './chat-completions.ts';
import {
  claimedPrincipal,
  createRequestContext,
  type Exchange,
  readWebuiUser,
} from './request-context.ts';
import { sendDetail } from './send-detail.ts';

const PARAMS = Type.Object({ id: Type.String() });
const CALL = Compile(
  Type.Object({
    body: Type.Object({}),
    user: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
  }),
);

/** `POST /{id}/filter/inlet` and `/{id}/filter/outlet`. */
export function filterCallRoutes(dependencies: ChatDependencies): FastifyPluginAsyncTypebox {
  const options = { config: { scope: 'filter' as const }, schema: { params: PARAMS } };
  return async function filterCalls(app) {
    app.post('/:id/filter/inlet', options, (request, reply) =>
      answerCall({ request, reply }, { id: request.params.id, hook: 'inlet' }, dependencies),
    );
    app.post('/:id/filter/outlet', options, (request, reply) =>
      answerCall({ request, reply }, { id: request.params.id, hook: 'outlet' }, dependencies),
    );
  };
}

async function answerCall(
  exchange: Exchange,
  target: Pick<FilterCall, 'id' | 'hook'>,
  { clock, directory, settings }: ChatDependencies,
): Promise<FastifyReply> {
  try {
    const { body, user } = parseCall(exchange.request.body);
    const call = { ...target, body, user, deadlineMs: settings.filterDeadlineMs };
    const context = filterContext(exchange, call, clock);
    return exchange.reply.send(await callFilter(call, context, directory));
  } catch (error) {
    return refuse(exchange.reply, error);
  }
}

/** Filter calls are answered as the reference server does, with `detail` alone; other errors go to the error handler. */
function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof InvalidBody) return reply.code(422).send({ detail: error.problems });
  if (isRefusal(error)) return sendDetail(reply, error);
  throw error;
}

function parseCall(body: unknown): { body: FilterBody; user: WebuiUser | null } {
  if (!CALL.Check(body)) throw new InvalidBody(problemsOf(CALL.Errors(body)));
  return { body: { ...body.body }, user: readWebuiUser(body.user) };
}

/** Open WebUI sends no headers with filter calls: chat, message and task are in the payload. */
function filterContext(
  exchange: Exchange,
  { body, user, hook }: FilterCall,
  clock: Clock,
): RequestContext {
  const context = createRequestContext(exchange, clock);
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const messageOfOutlet = hook === 'outlet' ? body['id'] : undefined;
  return {
    ...context,
    principal: claimedPrincipal(exchange.request, user),
    chatId: firstText(metadata['chat_id'], body['chat_id'], context.chatId),
    messageId: firstText(metadata['message_id'], messageOfOutlet, context.messageId),
    task: taskOfMetadata(body) ?? context.task,
  };
}

function firstText(...values: readonly unknown[]): string | null {
  return values.find((value): value is string => typeof value === 'string' && value !== '') ?? null;
}
