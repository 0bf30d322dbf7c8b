import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { XopsError, xopsError } from '../errors.ts';
import { PAGE_HEADERS } from '../pages/layout.ts';
import { renderProblem } from '../pages/render-sign-in.ts';
import { sendDetail } from './send-detail.ts';

/** Answers a page. */
export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page);
}

/** Whether a browser asks. */
export function asksForPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Where a page that says why there is no other leads to. */
type WayOn = (request: FastifyRequest) => { readonly path: string; readonly words: string };

const TO_DASHBOARD: WayOn = () => ({ path: '/dashboard', words: 'To the dashboard' });

/**
 * Answers errors of pages: a browser that is not signed in goes to the sign-in page and comes back, other errors are a
 * page with the remedy; whoever does not ask for HTML gets `detail` as everywhere.
 */
export function pageErrors(base: string, wayOn = TO_DASHBOARD) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, status, message } = shown(error, request);
    if (!asksForPage(request)) {
      return sendDetail(reply, { status, message });
    }
    if (code === 'XOPS_NOT_SIGNED_IN' && request.method === 'GET') {
      const next = new URLSearchParams({ next: request.url });
      return reply.headers(PAGE_HEADERS).redirect(`${base}/signin?${next}`, 303);
    }
    const { path, words } = wayOn(request);
    const way = { address: `${base}${path}`, words };
    return sendPage(reply.code(status), renderProblem({ problem: message, way }));
  };
}

function shown(error: FastifyError, request: FastifyRequest): XopsError {
  if (error instanceof XopsError) return error;
  const { statusCode = 500 } = error;
  if (statusCode < 500) return xopsError('XOPS_BAD_REQUEST', { reason: error.message });
  request.log.error({ err: error }, 'a page failed');
  return xopsError('XOPS_INTERNAL', { id: request.id });
}
