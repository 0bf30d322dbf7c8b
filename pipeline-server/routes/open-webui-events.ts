import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { xopsError } from '../errors.ts';
import { keepBodyAsText } from './signed-requests.ts';

/** What is told of events. */
export interface EventDoor {
  /** Whether a token is of a key that this server knows. */
  knows(token: string): boolean;
  /** Something of Open WebUI's knowledge may have changed. */
  changed(): void;
}

const PARAMETERS = Type.Object({ token: Type.String({ maxLength: 100 }) });

/**
 * `POST /open-webui/events/{token}`: events of Open WebUI's webhooks (0.12, `GET /api/events`). What they say is not believed, only that
 * something happened: uploads are then looked through at once, and what is there is asked of Open WebUI itself.
 */
export function openWebuiEventRoutes(door: EventDoor): FastifyPluginAsyncTypebox {
  const config = { scope: 'signed-request' as const };
  return async (app) => {
    keepBodyAsText(app);
    app.post(
      '/open-webui/events/:token',
      { config, schema: { params: PARAMETERS } },
      async ({ params: { token } }, reply) => {
        if (!door.knows(token)) {
          const reason = 'its address is not the one that xops connect makes';
          throw xopsError('XOPS_SIGNATURE_INVALID', { sender: 'Open WebUI', reason });
        }
        door.changed();
        return reply.status(204).send();
      },
    );
  };
}
