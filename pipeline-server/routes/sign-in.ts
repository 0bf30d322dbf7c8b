import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { refuseOtherOrigins } from '../auth/same-origin.ts';
import { SESSION_COOKIE, SESSION_SECONDS, type Sessions } from '../auth/sessions.ts';
import type { SignInLimit } from '../auth/sign-in-limit.ts';
import { xopsError } from '../errors.ts';
import { renderSignIn } from '../pages/render-sign-in.ts';
import { acceptForms, FORM_BYTES } from './accept-forms.ts';
import { pageErrors, sendPage } from './page-answers.ts';

/** What signing in needs. */
export interface SignInDependencies {
  readonly sessions: Sessions;
  readonly limit: SignInLimit;
  /** What stands before every path, see `Place`. */
  readonly base: string;
  /** Whether browsers reach the server over TLS: the cookie is then sent over nothing else. */
  readonly secure: boolean;
}

const HOME = '/dashboard';

/** `GET` and `POST /signin`: an API key becomes a session cookie. `POST /signout` ends it. */
export function signInRoutes(dependencies: SignInDependencies): FastifyPluginAsync {
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(dependencies.base));
    app.get('/signin', { config: { scope: 'everybody' } }, (request, reply) => {
      const next = safeNext(request.query);
      return sendPage(reply, renderSignIn({ base: dependencies.base, next, problem: null }));
    });
    app.post(
      '/signin',
      { config: { scope: 'everybody' }, bodyLimit: FORM_BYTES },
      (request, reply) => signIn(request, reply, dependencies),
    );
    app.post('/signout', { config: { scope: 'page' }, bodyLimit: FORM_BYTES }, (request, reply) => {
      if (request.session !== null) dependencies.sessions.end(request.session);
      const gone = cookie('', { ...dependencies, seconds: 0 });
      return reply.header('set-cookie', gone).redirect(`${dependencies.base}/signin`, 303);
    });
  };
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  dependencies: SignInDependencies,
): Promise<FastifyReply> {
  const { sessions, limit, base } = dependencies;
  refuseOtherOrigins(request.headers);
  const wait = limit.wait(request.ip);
  if (wait > 0) {
    reply.header('retry-after', String(wait));
    throw xopsError('XOPS_SIGN_IN_LIMIT', { seconds: wait });
  }
  const next = safeNext(request.body);
  const session = await sessions.open(textOf(request.body, 'key').trim());
  if (session === null) {
    limit.failed(request.ip);
    request.log.warn({ address: request.ip }, 'a sign-in with a wrong key');
    const problem = 'No key of this server is like that. Copy it whole, as the server printed it.';
    return sendPage(reply.code(401), renderSignIn({ base, next, problem }));
  }
  const value = cookie(session, { ...dependencies, seconds: SESSION_SECONDS });
  return reply.header('set-cookie', value).redirect(base + next, 303);
}

/** Out of reach for scripts, never sent from another site, gone when the session is. */
function cookie(value: string, { secure, seconds }: { secure: boolean; seconds: number }): string {
  const rules = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return `${SESSION_COOKIE}=${value}; ${rules}${secure ? '; Secure' : ''}`;
}

/** Only a page of ours is gone on to, whatever the address says. */
function safeNext(source: unknown): string {
  const next = textOf(source, 'next');
  return /^\/(?:dashboard|approvals)(?:[/?][^\s\\]*)?$/.test(next) && next.length <= 2000
    ? next
    : HOME;
}

function textOf(source: unknown, name: string): string {
  if (typeof source !== 'object' || source === null) return '';
  const value: unknown = Reflect.get(source, name);
  return typeof value === 'string' ? value : '';
}
