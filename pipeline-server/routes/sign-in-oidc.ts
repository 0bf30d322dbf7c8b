import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { OidcSignIn } from '../auth/oidc/sign-in.ts';
import { TICKET_COOKIE, TICKET_SECONDS } from '../auth/oidc/tickets.ts';
import { setCookie } from '../auth/set-cookie.ts';
import { type ErrorCode, XopsError } from '../errors.ts';
import { PAGE_HEADERS } from '../pages/layout.ts';
import { renderSignedIn, renderSignIn } from '../pages/render-sign-in.ts';
import { asksForPage, pageErrors, sendPage } from './page-answers.ts';
import type { Exchange } from './request-context.ts';
import { safeNext } from './safe-next.ts';
import { refuseTooMany, type SignInDependencies, sessionCookie } from './sign-in.ts';

const PATH = '/signin/oidc';
const OPEN = { config: { scope: 'everybody' } } as const;

/**
 * What counts against the limit: sign-ins for which the provider was asked. Those that were not begun here cost nothing, and
 * another site could send any number of them in the name of somebody's browser, who could then not sign in.
 */
const COUNTED: ReadonlySet<ErrorCode> = new Set(['XOPS_OIDC_INVALID', 'XOPS_OIDC_NOT_ADMITTED']);

/** What signing in at a provider needs besides. */
export interface OidcDependencies extends SignInDependencies {
  readonly oidc: OidcSignIn;
}

/** `GET /signin/oidc` leads to the provider, `GET /signin/oidc/callback` takes who comes back from it. */
export function oidcRoutes(dependencies: OidcDependencies): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler(signInErrors(dependencies));
    app.get(PATH, OPEN, async (request, reply) => {
      const { location, cookie } = await begin(request, dependencies);
      reply.header('set-cookie', ticketCookie(cookie, dependencies));
      return reply.headers(PAGE_HEADERS).redirect(location, 303);
    });
    app.get(`${PATH}/callback`, OPEN, (request, reply) => finish({ request, reply }, dependencies));
  };
}

async function begin(request: FastifyRequest, { oidc }: OidcDependencies) {
  try {
    return await oidc.begin(safeNext(request.query));
  } catch (error) {
    if (error instanceof XopsError) logRefusal(request, error);
    throw error;
  }
}

async function finish(exchange: Exchange, dependencies: OidcDependencies): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const { sessions, limit, base, secure, oidc } = dependencies;
  refuseTooMany(exchange, limit);
  try {
    const query = /\?.*$/.exec(request.url)?.[0] ?? '';
    const { person, next } = await oidc.finish({ query, cookieHeader: request.headers.cookie });
    const session = sessionCookie(await sessions.openPerson(person), secure);
    reply.header('set-cookie', [session, ticketCookie('', dependencies)]);
    // The session's cookie is not sent with what another site began, a redirect from it included: our own page goes on.
    return sendPage(reply, renderSignedIn({ base, next, name: person.name ?? person.email }));
  } catch (error) {
    if (!(error instanceof XopsError)) throw error;
    if (COUNTED.has(error.code)) limit.failed(request.ip);
    logRefusal(request, error);
    throw error;
  }
}

/** The texts of what it was caused by, and none of the answers and tokens that hang at it. */
function logRefusal({ log, ip }: FastifyRequest, { message, cause }: XopsError): void {
  const deeper = cause instanceof Error ? cause.cause : undefined;
  const causes = [cause, deeper].flatMap((each) => (each instanceof Error ? [each.message] : []));
  log.warn({ address: ip, reason: message, causes }, 'a sign-in was refused');
}

/** It has to come back from the provider's site, and is sent nowhere else than here. */
function ticketCookie(
  value: string,
  { base, secure }: Pick<OidcDependencies, 'base' | 'secure'>,
): string {
  const seconds = value === '' ? 0 : TICKET_SECONDS;
  const path = base + PATH;
  return setCookie({ name: TICKET_COOKIE, value, path, sameSite: 'Lax', secure, seconds });
}

/** What went wrong stands on the page from which one can sign in again. */
function signInErrors({ base, provider }: OidcDependencies) {
  const answer = pageErrors(base);
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!(error instanceof XopsError) || !asksForPage(request))
      return answer(error, request, reply);
    const page = renderSignIn({ base, next: '/approvals', problem: error.message, provider });
    return sendPage(reply.code(error.status), page);
  };
}
