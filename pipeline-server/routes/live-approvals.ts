import type { FastifyPluginAsync } from 'fastify';
import type { WebSocket } from 'ws';
import type { Sessions } from '../auth/sessions.ts';
import type { Approvals } from '../contracts/approvals.ts';
import { beat, enter, TRY_LATER, tell } from './live-socket.ts';

/** What the live connection of approvals is built from. */
export interface LiveApprovalsOptions {
  readonly approvals: Pick<Approvals, 'watch'>;
  readonly sessions: Sessions;
  /** Milliseconds between two signs of life. */
  readonly heartbeatMs: number;
}

/** `GET /ws/approvals`: says that some request has changed: `{"type":"changed"}`. The page fetches what it shows. */
export function liveApprovalRoutes(options: LiveApprovalsOptions): FastifyPluginAsync {
  return async (app) => {
    const open = new Map<WebSocket, string>();
    app.get('/ws/approvals', { config: { scope: 'page' }, websocket: true }, (socket, request) => {
      socket.on('error', (err) => request.log.debug({ err }, 'a live connection failed'));
      if (!enter(socket, request, open)) return socket.close(TRY_LATER, 'too many connections');
      socket.once('close', beat(socket, request, options));
      socket.once(
        'close',
        options.approvals.watch(() => tell(socket, '{"type":"changed"}')),
      );
    });
  };
}
