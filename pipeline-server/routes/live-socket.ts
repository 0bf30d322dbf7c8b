import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Sessions } from '../auth/sessions.ts';

/** Connections at once, of one principal and of all. */
const MOST_OF_ONE = 20;
const MOST = 200;

/** A client that lets more than this pile up is cut off: it comes back when it can, and loses nothing. */
const MOST_WAITING_BYTES = 16 * 1024;
/** Close codes: try again later (RFC 6455, 7.4.1), and our own for a session that is over. */
export const TRY_LATER = 1013;
const SIGNED_OUT = 4401;

/** Takes a place among the open connections until it closes; false when there is none. */
export function enter(
  socket: WebSocket,
  request: FastifyRequest,
  open: Map<WebSocket, string>,
): boolean {
  const { id } = request.principal;
  const own = [...open.values()].filter((other) => other === id).length;
  if (open.size >= MOST || own >= MOST_OF_ONE) return false;
  open.set(socket, id);
  socket.once('close', () => open.delete(socket));
  return true;
}

/** Ends connections whose other end has gone and those whose session is over. */
export function beat(
  socket: WebSocket,
  request: FastifyRequest,
  { sessions, heartbeatMs }: { readonly sessions: Sessions; readonly heartbeatMs: number },
): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    void endWithSession(socket, request, sessions);
  }, heartbeatMs).unref();
  return () => clearInterval(timer);
}

async function endWithSession(
  socket: WebSocket,
  request: FastifyRequest,
  sessions: Sessions,
): Promise<void> {
  if (request.session === null) return;
  const session = await sessions.read(request.headers.cookie).catch(() => null);
  if (session === null) socket.close(SIGNED_OUT, 'the session is over');
}

/** Sends a message; a client that lets too much pile up is cut off. */
export function tell(socket: WebSocket, message: string): void {
  if (socket.bufferedAmount > MOST_WAITING_BYTES) return socket.terminate();
  socket.send(message);
}
