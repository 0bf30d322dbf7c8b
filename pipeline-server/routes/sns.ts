import type { FastifyPluginAsync } from 'fastify';
import { xopsError } from '../errors.ts';
import { bodyText, keepBodyAsText } from './signed-requests.ts';

/** What takes messages of SNS. */
export interface SnsDoor {
  /** What came of a message; a `refused` one says why and changed nothing. */
  take(body: string): Promise<{ readonly outcome: string } | { readonly refused: string }>;
}

/** `POST /sns/notifications`: messages and confirmations of configured topics, proved by the signature of SNS. */
export function snsRoutes(door: SnsDoor): FastifyPluginAsync {
  return async (app) => {
    keepBodyAsText(app);
    app.post(
      '/sns/notifications',
      { config: { scope: 'signed-request' } },
      async (request, reply) => {
        const taken = await door.take(bodyText(request.body));
        if ('outcome' in taken) return reply.send(taken);
        throw xopsError('XOPS_SIGNATURE_INVALID', { sender: 'SNS', reason: taken.refused });
      },
    );
  };
}
