import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Sessions } from '../auth/sessions.ts';
import type { Analyzers } from '../contracts/analysis.ts';
import { openAllowance } from '../contracts/spending.ts';
import type { Board, BoardQuestion } from '../pages/board.ts';
import { type Query, readFilter } from '../pages/board-filter.ts';
import { beat, enter, TRY_LATER, tell } from './live-socket.ts';

/** What the live connection is built from. */
export interface LiveDependencies {
  readonly board: Board;
  readonly analyzers: Analyzers;
  readonly sessions: Sessions;
  /** Milliseconds between two signs of life. */
  readonly heartbeatMs: number;
}

/** Options of the socket server: the client has nothing to say. */
export const SOCKET_OPTIONS = { maxPayload: 1024 };

/** Close code of RFC 6455, 7.4.1. */
const NOT_VALID = 1008;

const ORGANIZATION_MS = 30_000;

/**
 * `GET /ws`: a WebSocket that tells which panels of the dashboard were read anew: `{"type":"refreshed","panels":["cost"]}`.
 * The query is the dashboard's filter. It carries no figures: the page fetches them, so a slow reader holds nothing.
 */
export function liveRoutes(dependencies: LiveDependencies): FastifyPluginAsync {
  return async (app) => {
    const open = new Map<WebSocket, string>();
    app.get('/ws', { config: { scope: 'page' }, websocket: true }, async (socket, request) => {
      // An error of a connection is followed by its end, which releases everything.
      socket.on('error', (err) => request.log.debug({ err }, 'a live connection failed'));
      if (!enter(socket, request, open)) return socket.close(TRY_LATER, 'too many connections');
      const stop = beat(socket, request, dependencies);
      socket.once('close', stop);
      const question = await questionOf(request, dependencies.analyzers);
      if (question === null) return socket.close(NOT_VALID, 'the filter is not valid');
      if (socket.readyState !== socket.OPEN) return;
      const leave = dependencies.board.watch(question, (panels) =>
        tell(socket, JSON.stringify({ type: 'refreshed', panels })),
      );
      socket.once('close', leave);
    });
  };
}

/** Null when the filter is not valid or the organization cannot be read. */
async function questionOf(
  { principal, query, log }: FastifyRequest,
  analyzers: Analyzers,
): Promise<BoardQuestion | null> {
  const identity = principal.id;
  const signal = AbortSignal.timeout(ORGANIZATION_MS);
  const context = { identity, signal, allowance: openAllowance(), report: () => undefined };
  try {
    const read = readFilter(query as Query, await analyzers.organization(context));
    return 'problem' in read ? null : { identity, parameters: read.parameters };
  } catch (err) {
    log.warn({ err }, 'accounts could not be read for a live connection');
    return null;
  }
}
