import type { FastifyPluginAsync } from 'fastify';

/** Renders the server's figures. */
export interface MetricsSource {
  readonly contentType: string;
  render(): Promise<string>;
}

/** `GET /metrics` in Prometheus' text format, for keys with the scope `admin`. */
export function metricsRoutes(metrics: MetricsSource): FastifyPluginAsync {
  return async (app) => {
    app.get('/metrics', { config: { scope: 'admin' } }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.render()),
    );
  };
}
