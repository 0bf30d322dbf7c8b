import type { FastifyReply } from 'fastify';
import type { InvalidBody } from '../engine/body-problems.ts';
import type { Failure } from '../engine/failure.ts';

/** Answers a failure both ways: `detail` is what Open WebUI shows, `error` what clients of OpenAI read. */
export function sendFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  const { status, code, message, retryAfterSeconds = null } = failure;
  if (retryAfterSeconds !== null) reply.header('retry-after', String(retryAfterSeconds));
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  return reply.code(status).send({ detail: message, error: { message, type, param: null, code } });
}

/** Answers a body that does not match its schema. */
export function sendInvalidBody(
  reply: FastifyReply,
  { message, problems }: InvalidBody,
): FastifyReply {
  const error = {
    message,
    type: 'invalid_request_error',
    param: null,
    code: 'XOPS_BODY_INVALID',
  };
  return reply.code(422).send({ detail: problems, error });
}
