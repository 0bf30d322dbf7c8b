import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { refuseOtherOrigins } from '../auth/same-origin.ts';
import { SESSION_COOKIE, SESSION_SECONDS, type Sessions } from '../auth/sessions.ts';
import { setCookie } from '../auth/set-cookie.ts';
import type { SignInLimit } from '../auth/sign-in-limit.ts';
import { xopsError } from '../errors.ts';
import { renderSignIn } from '../pages/render-sign-in.ts';
import { acceptForms, FORM_BYTES } from './accept-forms.ts';
import { pageErrors, sendPage } from './page-answers.ts';
import type { Exchange } from './request-context.ts';
import { safeNext, textOf } from './safe-next.ts';

/** What signing in needs. */
export interface SignInDependencies {
  readonly sessions: Sessions;
  readonly limit: SignInLimit;
  /** What stands before every path, see `Place`. */
  readonly base: string;
  /** Whether browsers reach the server over TLS: the cookie is then sent over nothing else. */
  readonly secure: boolean;
  /** Name of the identity provider that the page offers; null when there is none. */
  readonly provider: string | null;
}

/** `GET` and `POST /signin`: an API key becomes a session cookie. `POST /signout` ends it. */
export function signInRoutes(dependencies: SignInDependencies): FastifyPluginAsync {
  const { base, provider } = dependencies;
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(base));
    app.get('/signin', { config: { scope: 'everybody' } }, (request, reply) => {
      const next = safeNext(request.query);
      return sendPage(reply, renderSignIn({ base, next, problem: null, provider }));
    });
    app.post(
      '/signin',
      { config: { scope: 'everybody' }, bodyLimit: FORM_BYTES },
      (request, reply) => signIn(request, reply, dependencies),
    );
    app.post('/signout', { config: { scope: 'page' }, bodyLimit: FORM_BYTES }, (request, reply) => {
      if (request.session !== null) dependencies.sessions.end(request.session);
      const gone = sessionCookie('', dependencies.secure);
      return reply.header('set-cookie', gone).redirect(`${base}/signin`, 303);
    });
  };
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  dependencies: SignInDependencies,
): Promise<FastifyReply> {
  const { sessions, limit, base, secure, provider } = dependencies;
  refuseOtherOrigins(request.headers);
  refuseTooMany({ request, reply }, limit);
  const next = safeNext(request.body);
  const session = await sessions.open(textOf(request.body, 'key').trim());
  if (session === null) {
    limit.failed(request.ip);
    request.log.warn({ address: request.ip }, 'a sign-in with a wrong key');
    const problem = 'No key of this server is like that. Copy it whole, as the server printed it.';
    return sendPage(reply.code(401), renderSignIn({ base, next, problem, provider }));
  }
  return reply.header('set-cookie', sessionCookie(session, secure)).redirect(base + next, 303);
}

/** @throws XOPS_SIGN_IN_LIMIT when too many sign-ins from this address failed. */
export function refuseTooMany({ request, reply }: Exchange, limit: SignInLimit): void {
  const wait = limit.wait(request.ip);
  if (wait === 0) return;
  reply.header('retry-after', String(wait));
  throw xopsError('XOPS_SIGN_IN_LIMIT', { seconds: wait });
}

/** Never sent from another site, gone when the session is. */
export function sessionCookie(value: string, secure: boolean): string {
  const seconds = value === '' ? 0 : SESSION_SECONDS;
  return setCookie({ name: SESSION_COOKIE, value, path: '/', sameSite: 'Strict', secure, seconds });
}
