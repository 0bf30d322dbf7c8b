import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '../contracts/context.ts';
import type { Handshake } from '../contracts/handshake.ts';
import type { PluginDirectory } from '../engine/plugin-directory.ts';

/** What the handshake tells of. */
export interface HandshakeDependencies {
  readonly directory: PluginDirectory;
  readonly clock: Clock;
  /** Id of what makes vectors. */
  readonly embeddingModel: () => Promise<string>;
}

/**
 * `GET /handshake/models`: how this server sees who asks, and what it offers. The name ends so because Open WebUI's check of
 * a connection (0.12, `routers/openai.py`, `verify_connection`) asks `{url}/models`.
 */
export function handshakeRoutes({
  directory,
  clock,
  embeddingModel,
}: HandshakeDependencies): FastifyPluginAsync {
  return async (app) => {
    app.get(
      '/handshake/models',
      { config: { scope: 'any-key' } },
      async ({ principal }): Promise<Handshake> => ({
        object: 'list',
        data: [],
        xops: {
          proof: principal.proof,
          time: clock.now().getTime(),
          embeddingModel: await embeddingModel().catch(() => null),
          models: describeModels(directory),
        },
      }),
    );
  };
}

function describeModels(directory: PluginDirectory) {
  return directory.models().flatMap(({ id, name, pipeline }) => {
    if (pipeline.type === 'filter') return [];
    const description = directory.findModel(id)?.plugin.description ?? '';
    return [{ id, name, description }];
  });
}
