import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Principal, provesPerson, type Scope } from '../contracts/principal.ts';
import { xopsError } from '../errors.ts';
import type { KeyRing, KnownKey } from './api-keys.ts';
import type { ForwardedUserReader } from './forwarded-user.ts';
import type { ApproverReader } from './read-approver.ts';
import { refuseOtherOrigins } from './same-origin.ts';
import type { Session, Sessions } from './sessions.ts';
import type { SignedLinks } from './signed-links.ts';

/**
 * Who may use a route: holders of a key with that scope (`chat-or-tools`: with one of the two), of any key, everybody, whoever has a link that we signed
 * (holders of a key with the scope `admin` need none), or for a `page` whoever signed in as a person or with a key of the
 * scope `chat` (or sends a key of either kind, or an access token). A `signed-request` proves itself by a signature over the whole of it, which its route checks.
 */
type RouteScope =
  | Scope
  | 'chat-or-tools'
  | 'any-key'
  | 'everybody'
  | 'signed-link'
  | 'signed-request'
  | 'page';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says who may use it; the server does not start when one does not. */
    readonly scope?: RouteScope;
  }
  interface FastifyRequest {
    /** Who is asking. Only on routes which are not open to everybody; a signed link names nobody. */
    principal: Principal;
    /** On pages: the session of the browser; null when the key itself was sent. */
    session: Session | null;
  }
}

/**
 * The only routes that answer without a key: liveness, which must work before anything is configured, the page on which a
 * key is presented, and the way to an identity provider and back.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/v1',
  '/v1/',
  '/healthz',
  '/readyz',
  '/signin',
  '/signin/oidc',
  '/signin/oidc/callback',
]);

/** The only routes that a signed link opens: files that people fetch with their browser, which has no key. */
const LINKED_PATHS: ReadonlySet<string> = new Set(['/evidence/:id/:file']);

/** The only routes that check a signature over the request themselves: the senders have no key of ours. */
const SIGNING_PATHS: ReadonlySet<string> = new Set([
  '/slack/interactions',
  '/sns/notifications',
  '/open-webui/events/:token',
]);

/** What authentication needs. */
export interface AuthenticationOptions {
  readonly keyRing: KeyRing;
  readonly links: SignedLinks;
  readonly sessions: Sessions;
  readonly approvers: ApproverReader;
  readonly readForwardedUser: ForwardedUserReader;
}

/**
 * Makes every route of the server ask for a key, and gives each request its principal.
 * @throws when a route is added that does not say who may use it, or is open without being in the lists above.
 */
export function addAuthentication(app: FastifyInstance, options: AuthenticationOptions): void {
  app.decorateRequest('principal');
  app.decorateRequest('session', null);
  app.addHook('onRoute', (route) => assertScopeDeclared(route.url, route.config?.scope));
  app.addHook('onRequest', async function authenticate(request) {
    const scope = request.routeOptions.config.scope;
    if (request.is404 || scope === 'everybody' || scope === 'signed-request') return;
    if (scope === 'signed-link' && isSigned(request)) return await options.links.check(request.url);
    if (scope === 'page' && request.headers.authorization === undefined) {
      return await admitSession(request, options.sessions);
    }
    if (scope === 'page' && (await admitApprover(request, options))) return;
    const key = recogniseKey(request, options.keyRing);
    assertScope(key, scope);
    request.principal = await options.readForwardedUser(request.headers, key);
  });
}

/** A browser that signed in. What another site makes it send is refused, whatever the cookie's own protection. */
async function admitSession(request: FastifyRequest, sessions: Sessions): Promise<void> {
  const session = await sessions.read(request.headers.cookie);
  if (session === null) throw xopsError('XOPS_NOT_SIGNED_IN');
  refuseOtherOrigins(request.headers);
  const { principal } = session;
  if (!provesPerson(principal.proof))
    assertScope({ ...principal, name: principal.name ?? '' }, 'page');
  request.session = session;
  request.principal = principal;
}

/** A personal key, or an access token of the identity provider, opens pages and what belongs to them, and nothing else. */
async function admitApprover(
  request: FastifyRequest,
  { keyRing, approvers }: AuthenticationOptions,
): Promise<boolean> {
  const presented = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (presented === undefined || keyRing.find(presented) !== null) return false;
  const person = (await approvers.find(presented)) ?? (await approvers.readAccessToken(presented));
  if (person !== null) request.principal = person;
  return person !== null;
}

function assertScopeDeclared(path: string, scope: RouteScope | undefined): void {
  if (scope === undefined) {
    throw new Error(`The route ${path} does not declare config.scope.`);
  }
  if (scope === 'everybody' && !OPEN_PATHS.has(path)) {
    throw new Error(`The route ${path} is open to everybody but is not a liveness route.`);
  }
  if (scope === 'signed-link' && !LINKED_PATHS.has(path)) {
    throw new Error(`The route ${path} is opened by signed links but is not a route of files.`);
  }
  if (scope === 'signed-request' && !SIGNING_PATHS.has(path)) {
    throw new Error(`The route ${path} is not one that checks signatures.`);
  }
}

/** A request that brings a signature stands or falls with it, whatever else it brings. */
function isSigned({ url }: FastifyRequest): boolean {
  return /[?&]signature=/.test(url);
}

/** The answers of the reference server, which distinguish no header, another scheme and a wrong key. */
function recogniseKey(request: FastifyRequest, keyRing: KeyRing): KnownKey {
  const { authorization } = request.headers;
  if (authorization === undefined) throw xopsError('XOPS_NOT_AUTHENTICATED');
  const [scheme = '', presented = ''] = authorization.split(/ +/, 2);
  if (presented === '') throw xopsError('XOPS_NOT_AUTHENTICATED');
  if (scheme.toLowerCase() !== 'bearer') throw xopsError('XOPS_NOT_BEARER');
  const key = keyRing.find(presented);
  if (key === null) throw xopsError('XOPS_INVALID_API_KEY');
  return key;
}

const NEEDED_SCOPE: Readonly<Record<string, Scope>> = { 'signed-link': 'admin', page: 'chat' };

function assertScope(key: KnownKey, routeScope: RouteScope | undefined): void {
  const scope = NEEDED_SCOPE[routeScope ?? ''] ?? routeScope;
  if (scope === 'any-key') return;
  if (scope === undefined || scope === 'everybody' || !isHeld(key, scope)) {
    throw xopsError('XOPS_SCOPE_MISSING', { key: key.name, scope: scope ?? 'none' });
  }
}

function isHeld({ scopes }: KnownKey, scope: string): boolean {
  const enough = scope.split('-or-');
  return scopes.some((held) => enough.includes(held));
}
