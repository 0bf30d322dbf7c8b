import type { FastifyReply } from 'fastify';
import { describeXopsError, failureBody, type ToolFailure } from '../engine/tool-failure.ts';
import type { ErrorCode, XopsError } from '../errors.ts';

/** Errors of a caller that is not known. The protocol's own routes answer 403 to some, as the reference server does. */
const UNKNOWN_CALLER: ReadonlySet<ErrorCode> = new Set([
  'XOPS_NOT_AUTHENTICATED',
  'XOPS_NOT_BEARER',
  'XOPS_INVALID_API_KEY',
  'XOPS_USER_TOKEN_INVALID',
]);

const KEY_REMEDY = 'Send a key of this server that has the scope "tools" as a bearer token.';

/** Answers a call that failed: Open WebUI hands the body to the model, so it says what to do instead. */
export function sendToolFailure(reply: FastifyReply, failure: ToolFailure): FastifyReply {
  return reply.code(failure.status).send(failureBody(failure));
}

/** Answers an error that came before any tool: a missing key, a body that is not JSON. */
export function sendToolError(reply: FastifyReply, error: XopsError): FastifyReply {
  if (UNKNOWN_CALLER.has(error.code)) {
    // RFC 6750, section 3: what a client needs to know to authenticate.
    reply.header('www-authenticate', 'Bearer realm="xops"');
    return reply.code(401).send({ error: error.message, remedy: KEY_REMEDY });
  }
  return sendToolFailure(reply, describeXopsError(error));
}
