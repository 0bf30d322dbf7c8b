import type { FastifyReply } from 'fastify';

const LONGEST_PHRASE = 500;

/** A refusal in words for the user. */
export interface Refused {
  readonly status: number;
  readonly message: string;
}

/**
 * Answers `{detail}`, and says it in the status line as well: Open WebUI 0.12 loses the body of a refused filter call and
 * shows the reason phrase. The body is sent as bytes, since Node would encode the head a second time together with a text.
 */
export function sendDetail(reply: FastifyReply, { status, message }: Refused): FastifyReply {
  reply.raw.statusMessage = reasonPhrase(message);
  const body = Buffer.from(JSON.stringify({ detail: message }));
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/** One line without control characters; what is not ASCII is UTF-8, which is how Open WebUI's HTTP client reads it. */
function reasonPhrase(message: string): string {
  const line = message.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return Buffer.from(line.slice(0, LONGEST_PHRASE), 'utf8').toString('latin1');
}
