import type { FastifyPluginAsync } from 'fastify';
import type { PluginDirectory } from '../engine/plugin-directory.ts';

/**
 * `GET /models`: Open WebUI takes its models and its filters from here, and recognises a pipelines server by the key
 * `pipelines` (0.12, `routers/pipelines.py`). Answered from memory; no plugin is asked.
 */
export function modelRoutes(directory: PluginDirectory): FastifyPluginAsync {
  return async (app) => {
    app.get('/models', { config: { scope: 'any-key' } }, () => ({
      data: directory.models(),
      object: 'list',
      pipelines: true,
    }));
  };
}
