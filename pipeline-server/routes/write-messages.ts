import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Answers with messages as they come, and reads no further while the client does not read. By hand and not through a `Readable`, which
 * costs more than anything that is done with a message.
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
  const writer = createTurnWriter(raw);
  try {
    for (let read = first; read.done !== true && !raw.destroyed; read = await messages.next()) {
      writer.write(read.value);
      if (writer.isFull) await drained(raw);
    }
    writer.end();
  } catch (error) {
    log.error({ err: error }, 'a stream broke off');
    // So that the client sees that something is missing.
    raw.destroy();
  }
  await messages.return();
  return reply;
}

/** Characters that do not wait for more. */
const FULL = 16_384;

/** Hands to the system together what is written in one turn of the event loop: each hand-over is a system call, and a read of the client. */
function createTurnWriter(raw: ServerResponse) {
  let waiting = '';
  let turn: NodeJS.Immediate | null = null;
  let isFull = false;
  raw.on('drain', () => {
    isFull = false;
  });
  const flush = () => {
    clearImmediate(turn ?? undefined);
    turn = null;
    if (waiting !== '') isFull = !raw.write(waiting);
    waiting = '';
  };
  return {
    /** Whether the client has not read what was written. */
    get isFull(): boolean {
      return isFull;
    },
    write(message: string): void {
      waiting += message;
      if (waiting.length >= FULL) flush();
      else turn ??= setImmediate(flush);
    },
    end(): void {
      flush();
      raw.end();
    },
  };
}

/** Until the client has read what was written, or has left. */
function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
}
