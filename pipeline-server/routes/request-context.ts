import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock, RequestContext } from '../contracts/context.ts';
import type { WebuiUser } from '../contracts/plugin.ts';
import type { Principal } from '../contracts/principal.ts';
import { taskNamed } from '../engine/tasks.ts';

/** The two sides of one HTTP exchange. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What every hook is told about a chat request: who asks, in which chat, and when to stop. */
export function createRequestContext({ request, reply }: Exchange, clock: Clock): RequestContext {
  return {
    principal: request.principal,
    requestId: request.id,
    chatId: templateHeader(request, 'x-chat-id') ?? templateHeader(request, 'x-openwebui-chat-id'),
    messageId:
      templateHeader(request, 'x-message-id') ?? templateHeader(request, 'x-openwebui-message-id'),
    task: taskNamed(templateHeader(request, 'x-task')),
    signal: connectionSignal(reply),
    log: request.log,
    clock,
  };
}

/**
 * The principal, or where only a key is known the person whom the payload claims to come from, with the groups of the
 * connection's header. That claim is not signed, and is marked so.
 */
export function claimedPrincipal(request: FastifyRequest, user: WebuiUser | null): Principal {
  const { principal } = request;
  if (principal.proof !== 'api-key' || user === null) return principal;
  const groups = templateHeader(request, 'x-user-groups')?.split(',') ?? [];
  return {
    ...principal,
    id: user.id,
    email: user.email ?? null,
    name: user.name ?? null,
    roles: user.role === undefined ? [] : [user.role],
    groups: groups.map((group) => group.trim()).filter((group) => group !== ''),
    proof: 'unsigned',
  };
}

const IDENTIFIED = Compile(Type.Object({ id: Type.String({ minLength: 1 }) }));
const PROFILE = ['email', 'name', 'role'] as const;

/** The user object of Open WebUI; null for anything else, such as the string that OpenAI's clients send as `user`. */
export function readWebuiUser(value: unknown): WebuiUser | null {
  if (!IDENTIFIED.Check(value)) return null;
  const fields = Object.entries(value).filter(
    ([key, text]) => PROFILE.some((known) => known === key) && typeof text === 'string',
  );
  return { ...Object.fromEntries(fields), id: value.id };
}

/**
 * A header that Open WebUI fills from a template such as `{{CHAT_ID}}`. Empty and unresolved ones count as absent;
 * what is not plain ASCII arrives percent-encoded.
 */
function templateHeader({ headers }: FastifyRequest, name: string): string | null {
  const raw = headers[name];
  const text = (Array.isArray(raw) ? raw[0] : raw)?.trim() ?? '';
  if (text === '' || /^\{\{.*\}\}$/.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Aborts when the connection closes before the answer was complete. */
export function connectionSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) {
      controller.abort(new DOMException('The client closed the connection.', 'AbortError'));
    }
  });
  return controller.signal;
}
