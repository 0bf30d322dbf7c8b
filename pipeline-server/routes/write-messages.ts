import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Answers with messages as they come, and reads no further while the client does not read. By hand and not through a `Readable`, which
 * costs more than anything that is done with a message; this way the last message and the end of the answer leave in one write.
 * @param first what was read of `messages` already.
 */
export async function writeMessages(
  reply: FastifyReply,
  first: IteratorResult<string, void>,
  messages: AsyncGenerator<string, void>,
): Promise<FastifyReply> {
  const { raw, log } = reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  try {
    for (let read = first; read.done !== true && !raw.destroyed; read = await messages.next()) {
      if (!raw.write(read.value)) await drained(raw);
    }
    raw.end();
  } catch (error) {
    log.error({ err: error }, 'a stream broke off');
    // So that the client sees that something is missing.
    raw.destroy();
  }
  await messages.return();
  return reply;
}

/** Until the client has read what was written, or has left. */
function drained(raw: ServerResponse): Promise<void> {
  if (raw.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
}
