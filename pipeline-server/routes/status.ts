import type { FastifyPluginAsync } from 'fastify';
import { renderStatus } from '../pages/render-sign-in.ts';
import { asksForPage, sendPage } from './page-answers.ts';

/** What the routes of liveness need. */
export interface StatusDependencies {
  /** What keeps the server from taking requests, in words; empty when it is ready. */
  readonly problems: () => Promise<readonly string[]>;
}

/** `GET /` and `/v1`: the reference server's sign of life, without a key; for a browser, a page that leads to the dashboard. */
export function statusRoutes(base: string): FastifyPluginAsync {
  return async (app) => {
    app.get('/', { config: { scope: 'everybody' } }, (request, reply) =>
      asksForPage(request) ? sendPage(reply, renderStatus({ base })) : reply.send({ status: true }),
    );
  };
}

/** `GET /healthz` (the process answers) and `/readyz` (it can take requests), without a key. */
export function probeRoutes(dependencies: StatusDependencies): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', { config: { scope: 'everybody' } }, () => ({ status: true }));
    app.get('/readyz', { config: { scope: 'everybody' } }, async (_request, reply) => {
      const problems = await dependencies.problems();
      if (problems.length === 0) return { status: true };
      return reply.code(503).send({ status: false, detail: problems.join(' ') });
    });
  };
}
