import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Clock } from '../contracts/context.ts';
import type { Handshake } from '../contracts/handshake.ts';
import type { PluginDirectory } from '../engine/plugin-directory.ts';

/** What the handshake tells of. */
export interface HandshakeDependencies {
  readonly directory: PluginDirectory;
  readonly clock: Clock;
}

/** Routes that Open WebUI uses where an admin sets them, and that a version of this server may not have. */
const OPTIONAL_ROUTES = [
  { method: 'POST', url: '/v1/embeddings' },
  { method: 'POST', url: '/v1/rerank' },
  { method: 'PUT', url: '/loader/process' },
] as const;

/**
 * `GET /handshake/models`: how this server sees who asks, and what it offers. The name ends so because Open WebUI's check of
 * a connection (0.12, `routers/openai.py`, `verify_connection`) asks `{url}/models`.
 */
export function handshakeRoutes({ directory, clock }: HandshakeDependencies): FastifyPluginAsync {
  return async (app) => {
    app.get(
      '/handshake/models',
      { config: { scope: 'any-key' } },
      ({ principal }): Handshake => ({
        object: 'list',
        data: [],
        xops: {
          proof: principal.proof,
          time: clock.now().getTime(),
          offers: offersOf(app),
          models: describeModels(directory),
        },
      }),
    );
  };
}

function offersOf(app: FastifyInstance): string[] {
  return OPTIONAL_ROUTES.filter((route) => app.hasRoute(route)).map(
    ({ method, url }) => `${method} ${url}`,
  );
}

function describeModels(directory: PluginDirectory) {
  return directory.models().flatMap(({ id, name, pipeline }) => {
    if (pipeline.type === 'filter') return [];
    const description = directory.findModel(id)?.plugin.description ?? '';
    return [{ id, name, description }];
  });
}
