import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { ChatBody } from '../contracts/chat.ts';
import type { Clock, RequestContext } from '../contracts/context.ts';
import { identifyAnswer } from '../engine/answer-identity.ts';
import { InvalidBody } from '../engine/body-problems.ts';
import { parseChatBody } from '../engine/chat-body.ts';
import { collectCompletion } from '../engine/completion.ts';
import { describeFailure, type Failure } from '../engine/failure.ts';
import type { PluginDirectory } from '../engine/plugin-directory.ts';
import { runChat } from '../engine/run-chat.ts';
import { encodeSse, wantsUsageChunk } from '../engine/sse.ts';
import {
  claimedPrincipal,
  createRequestContext,
  type Exchange,
  readWebuiUser,
} from './request-context.ts';
import { sendFailure, sendInvalidBody } from './send-failure.ts';
import { writeMessages } from './write-messages.ts';

/** What the chat and filter routes are built from. */
export interface ChatDependencies {
  readonly directory: PluginDirectory;
  readonly clock: Clock;
  readonly settings: {
    /** Milliseconds of silence in a stream after which a heartbeat is sent. */
    readonly heartbeatMs: number;
    /** Milliseconds after which a filter call is answered with 503. */
    readonly filterDeadlineMs: number;
  };
}

/** `POST /chat/completions`: streaming where the body says `stream: true`, as OpenAI's API does. */
export function chatCompletionRoutes(dependencies: ChatDependencies): FastifyPluginAsync {
  return async function chatCompletions(app) {
    app.post('/chat/completions', { config: { scope: 'chat' } }, (request, reply) =>
      answerChat({ request, reply }, dependencies),
    );
  };
}

async function answerChat(exchange: Exchange, dependencies: ChatDependencies) {
  const { request, reply } = exchange;
  try {
    const body = parseChatBody(request.body);
    const context = chatContext(exchange, body, dependencies.clock);
    return await sendAnswer({ body, context, reply }, dependencies);
  } catch (error) {
    if (error instanceof InvalidBody) return sendInvalidBody(reply, error);
    throw error;
  }
}

function chatContext(exchange: Exchange, body: ChatBody, clock: Clock): RequestContext {
  const context = createRequestContext(exchange, clock);
  const user = readWebuiUser(body['user']);
  return { ...context, principal: claimedPrincipal(exchange.request, user) };
}

interface Chat {
  readonly body: ChatBody;
  readonly context: RequestContext;
  readonly reply: FastifyReply;
}

async function sendAnswer(chat: Chat, dependencies: ChatDependencies): Promise<FastifyReply> {
  const describe = (error: unknown) => describeAndLog(error, chat);
  try {
    return chat.body.stream === true
      ? await sendStream(chat, dependencies, describe)
      : await sendCompletion(chat, dependencies);
  } catch (error) {
    return sendFailure(chat.reply, describe(error));
  }
}

async function sendCompletion({ body, context, reply }: Chat, dependencies: ChatDependencies) {
  const identity = identifyAnswer(body.model, dependencies.clock);
  const parts = runChat(body, context, dependencies.directory);
  return reply.send(await collectCompletion(parts, identity));
}

/** Waits for the first message before it commits to status 200: what fails until then gets a status of its own. */
async function sendStream(
  { body, context, reply }: Chat,
  { directory, clock, settings }: ChatDependencies,
  describe: (error: unknown) => Failure,
): Promise<FastifyReply> {
  const messages = encodeSse(runChat(body, context, directory), {
    identity: identifyAnswer(body.model, clock),
    heartbeatMs: settings.heartbeatMs,
    separateUsage: wantsUsageChunk(body),
    describe,
  });
  const first = await messages.next();
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  return await writeMessages(reply, first, messages);
}

/** A client that went away is no failure of ours. */
function describeAndLog(error: unknown, { body, context }: Chat): Failure {
  const failure = describeFailure(error, body.model);
  const fields = { err: error, model: body.model, chatId: context.chatId };
  if (context.signal.aborted) context.log.info(fields, 'the client left before the answer');
  else if (failure.status >= 500) context.log.error(fields, 'a chat failed');
  else context.log.info({ ...fields, err: undefined, code: failure.code }, 'a chat was refused');
  return failure;
}
