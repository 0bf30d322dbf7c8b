import type { FastifyInstance } from 'fastify';

/** Logs one line per answered request: what, by whom, how it ended and how long it took. Never its content; probes only when debugging. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const fields = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      caller: request.principal?.id ?? null,
    };
    const isProbe = request.routeOptions.config.scope === 'everybody';
    request.log[isProbe ? 'debug' : 'info'](fields, 'request answered');
    done();
  });
}
